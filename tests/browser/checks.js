/* Accessibility checks of the page as it is shown; returns what is wrong, by check. */
() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const isShown = (element) =>
    element.getClientRects().length > 0 && getComputedStyle(element).visibility !== 'hidden';

  function nameOf(element) {
    const by = element.getAttribute('aria-labelledby');
    const label = element.id ? document.querySelector(`label[for="${element.id}"]`) : null;
    return (element.getAttribute('aria-label')
      || (by && document.getElementById(by).textContent)
      || (label && label.textContent)
      || element.textContent
      || '').trim();
  }

  function unnamed() {
    return all('a[href], button, textarea, input:not([type=hidden]), [role=log], aside')
      .filter(isShown)
      .filter((element) => !nameOf(element))
      .map((element) => element.outerHTML.slice(0, 120));
  }

  function small() {
    return all('button, .btn, .tile, .leave, .switch, .phones a, .brand')
      .filter(isShown)
      .map((element) => [element, element.getBoundingClientRect()])
      .filter(([, box]) => box.width < 44 || box.height < 44)
      .map(([element, box]) => `${element.className} ${Math.round(box.width)}x${Math.round(box.height)}`);
  }

  /* ---- contrast, by WCAG 2's formula, against the nearest opaque ground ---- */

  function channels(color) {
    const numbers = color.match(/[\d.]+/g).map(Number);
    return numbers.length > 3 ? numbers : [...numbers, 1];
  }

  function luminance([red, green, blue]) {
    const linear = (value) => {
      const share = value / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  }

  function groundOf(element) {
    for (let each = element; each; each = each.parentElement) {
      const color = channels(getComputedStyle(each).backgroundColor);
      if (color[3] === 1) { return color; }
    }
    return [255, 255, 255, 1];
  }

  function contrast(color, element) {
    const [lighter, darker] = [luminance(channels(color)), luminance(groundOf(element))]
      .sort((one, other) => other - one);
    return (lighter + 0.05) / (darker + 0.05);
  }

  function faint() {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      const text = walker.currentNode.textContent.trim();
      if (!text || !isShown(element) || element.closest('.off, .skip')) { continue; }
      const style = getComputedStyle(element);
      const size = parseFloat(style.fontSize);
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      const ratio = contrast(style.color, element);
      if (ratio < (isLarge ? 3 : 4.5)) { found.push(`${ratio.toFixed(2)} ${text.slice(0, 40)}`); }
    }
    const box = document.querySelector('textarea');
    if (box && contrast(getComputedStyle(box, '::placeholder').color, box) < 4.5) { found.push('placeholder'); }
    if (box && contrast(getComputedStyle(box).borderTopColor, box) < 3) { found.push('border of the box'); }
    return found;
  }

  function structure() {
    const found = [];
    if (!document.documentElement.lang) { found.push('no language'); }
    if (!document.title) { found.push('no title'); }
    if (all('main').length !== 1) { found.push('not one main'); }
    if (all('h1').filter(isShown).length !== 1) { found.push('not one h1'); }
    const ids = all('[id]').map((element) => element.id);
    ids.filter((id, place) => ids.indexOf(id) !== place).forEach((id) => found.push(`id twice: ${id}`));
    for (const attribute of ['aria-describedby', 'aria-labelledby']) {
      all(`[${attribute}]`)
        .map((element) => element.getAttribute(attribute))
        .filter((id) => !document.getElementById(id))
        .forEach((id) => found.push(`no such id: ${id}`));
    }
    all('svg:not([aria-hidden=true])').forEach(() => found.push('a picture that is read out'));
    all('ol > :not(li), ul > :not(li)').forEach(() => found.push('a list with other things in it'));
    return found;
  }

  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const checks = { unnamed: unnamed(), small: small(), faint: faint(), structure: structure() };
  const found = Object.entries(checks).filter(([, problems]) => problems.length > 0);
  return Object.fromEntries(wide > 0 ? [...found, ['too wide by', wide]] : found);
}
