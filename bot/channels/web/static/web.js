/* The web chat's script: small and plain, for old phones. Everything also works without it.
   It holds no words: they come with the page. */
(function () {
  'use strict';

  var root = document.documentElement;
  var leaveButton = document.getElementById('leave');
  var form = document.getElementById('chat');
  var left = false;
  var wholePage = false;

  root.className += ' js';
  reveal(document);

  /* A link may name a door (/?a=child); the address bar keeps only the neutral address. */
  if (form && location.pathname === '/' && (location.search || location.hash) && history.replaceState) {
    history.replaceState(null, '', '/');
  }

  /* ---- leaving at once ---- */

  var LEAVE_KEY = 16; /* Shift; not Escape, which stops a page from loading */
  var WITHIN = 5000;
  var presses = 0;
  var firstPress = 0;

  function leave() {
    if (left) { return; }
    left = true;
    var url = leaveButton.getAttribute('data-url');
    var token = leaveButton.getAttribute('data-token');
    forms(function (each) { each.reset(); });
    forms(function (each) { clear(each); });
    document.body.hidden = true;
    clear(document.body);
    document.title = '\u200b';
    farewell(token);
    location.replace(url);
  }

  function forms(use) {
    for (var i = 0; i < document.forms.length; i++) { use(document.forms[i]); }
  }

  function clear(element) {
    while (element.firstChild) { element.removeChild(element.firstChild); }
  }

  /* Ask the server to forget the chat and drop the cookie, without waiting for it. */
  function farewell(token) {
    var body = 'beacon=1&token=' + encodeURIComponent(token);
    try {
      var type = 'application/x-www-form-urlencoded;charset=UTF-8';
      if (navigator.sendBeacon && navigator.sendBeacon('/roi', new Blob([body], { type: type }))) { return; }
    } catch (error) { /* an old browser: ask in the old way */ }
    var request = new XMLHttpRequest();
    request.open('POST', '/roi', true);
    request.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded;charset=UTF-8');
    request.send(body);
  }

  function countShift(event) {
    if ((event.keyCode || event.which) !== LEAVE_KEY) { presses = 0; return; }
    if (event.repeat) { return; }
    var now = new Date().getTime();
    if (now - firstPress > WITHIN) { presses = 0; }
    if (presses === 0) { firstPress = now; }
    presses += 1;
    if (presses === 3) { leave(); return; }
    announce(leaveButton.getAttribute(presses === 1 ? 'data-more' : 'data-once'));
  }

  function announce(text) {
    var status = document.getElementById('leave-status');
    if (status) { status.textContent = text; }
  }

  document.addEventListener('keydown', countShift, true);

  /* A page that comes back from the browser's memory shows nothing of before. */
  window.addEventListener('pageshow', function (event) {
    if (!event.persisted) { return; }
    if (left) { location.replace(leaveButton.getAttribute('data-url')); return; }
    document.body.hidden = true;
    location.replace(location.pathname);
  });

  /* ---- clicks ---- */

  document.addEventListener('click', function (event) {
    var target = event.target;
    while (target && target !== document && !target.getAttribute) { target = target.parentNode; }
    while (target && target !== document) {
      if (has(target, 'data-leave')) { event.preventDefault(); leave(); return; }
      if (has(target, 'data-copy')) { event.preventDefault(); copy(target); return; }
      if (has(target, 'data-whole')) { wholePage = true; return; }
      if (form && has(target, 'data-press')) { event.preventDefault(); press(target); return; }
      if (form && has(target, 'data-sheet')) { event.preventDefault(); showSheet(true); return; }
      if (form && has(target, 'data-sheet-back')) { event.preventDefault(); showSheet(false); return; }
      if (has(target, 'data-adult-back')) { event.preventDefault(); showAdult(false); return; }
      if (has(target, 'data-adult')) { event.preventDefault(); showAdult(true); return; }
      target = target.parentNode;
    }
  });

  function has(element, name) {
    return element.getAttribute && element.getAttribute(name) !== null;
  }

  /* ---- copying ---- */

  function reveal(scope) {
    var buttons = scope.querySelectorAll('[data-copy]');
    for (var i = 0; i < buttons.length; i++) { buttons[i].hidden = false; }
  }

  function copy(button) {
    var text = button.getAttribute('data-copy');
    function done() {
      var label = button.textContent;
      button.textContent = button.getAttribute('data-done');
      setTimeout(function () { button.textContent = label; }, 2500);
    }
    function fallback() {
      if (copyOldWay(text)) { done(); } else { button.parentNode.className += ' show-copy'; }
    }
    if (button.textContent === button.getAttribute('data-done')) { return; }
    if (navigator.clipboard && navigator.clipboard.writeText) {
      navigator.clipboard.writeText(text).then(done, fallback);
    } else {
      fallback();
    }
  }

  function copyOldWay(text) {
    var area = document.createElement('textarea');
    area.value = text;
    area.className = 'off';
    document.body.appendChild(area);
    area.select();
    var copied = false;
    try { copied = document.execCommand('copy'); } catch (error) { copied = false; }
    document.body.removeChild(area);
    return copied;
  }

  /* ---- the numbers and the card for an adult ---- */

  var place = null; /* where the person was: what had the focus, and how far the page was scrolled */

  function remember() {
    return { focus: document.activeElement, top: window.pageYOffset };
  }

  function goBack(where) {
    if (!where) { return; }
    window.scrollTo(0, where.top);
    if (where.focus && where.focus.focus) { where.focus.focus(); }
    window.scrollTo(0, where.top);
  }

  function showSheet(shown) {
    var sheet = document.getElementById('sheet');
    if (shown) { place = remember(); }
    document.getElementById('stage').hidden = shown;
    sheet.hidden = !shown;
    if (!shown) { goBack(place); return; }
    window.scrollTo(0, 0);
    sheet.querySelector('h1').focus();
  }

  var behind = null;

  function showAdult(shown) {
    var card = document.getElementById('nguoi-lon');
    if (shown) { behind = remember(); }
    card.className = shown ? 'adult shown' : 'adult';
    document.getElementById('page').hidden = shown;
    if (location.hash && history.replaceState) { history.replaceState(null, '', location.pathname); }
    if (!shown) { goBack(behind); return; }
    card.querySelector('a').focus();
  }

  if (location.hash === '#nguoi-lon' && document.getElementById('nguoi-lon')) { showAdult(true); }

  /* ---- the report: put together here, sent nowhere ---- */

  var report = document.getElementById('report');
  if (report) { prepare(report); }

  function prepare(report) {
    var templates = JSON.parse(report.getAttribute('data-templates'));
    var uses = JSON.parse(report.getAttribute('data-uses'));
    var made = document.getElementById('made');
    var text = document.getElementById('made-text');
    var copyButton = document.getElementById('made-copy');
    var file = document.getElementById('made-file');
    var print = document.getElementById('made-print');

    /* The address names the case; the bar keeps only the page's own. */
    if (location.search && history.replaceState) { history.replaceState(null, '', location.pathname); }

    function chosen(name) {
      var found = report.querySelector('[name="' + name + '"]:checked');
      return found ? found.value : '';
    }

    function values() {
      var kept = [];
      var boxes = report.querySelectorAll('[name="evidence"]:checked');
      for (var i = 0; i < boxes.length; i++) { kept.push(boxes[i].getAttribute('data-words')); }
      return {
        '<when>': report.elements.when.value, '<place>': report.elements.place.value,
        '<account>': report.elements.account.value, '<evidence>': kept.join(', '),
        '<words>': report.elements.words.value
      };
    }

    /* A line with a mark is left out where its field is empty. */
    function lines(to) {
      var given = values();
      var out = [];
      for (var i = 0; i < templates[to].length; i++) {
        var line = templates[to][i];
        var mark = /<(?:when|place|account|evidence|words)>/.exec(line);
        var value = mark ? given[mark[0]].replace(/^\s+|\s+$/g, '') : '';
        if (mark && !value) { continue; }
        out.push(mark ? line.slice(0, mark.index) + value + line.slice(mark.index + mark[0].length) : line);
      }
      return out.join('\n');
    }

    function show() {
      var to = chosen('to') || 'hotline';
      text.textContent = lines(to);
      copyButton.setAttribute('data-copy', text.textContent);
      copyButton.hidden = false;
      if (file) { file.hidden = false; print.hidden = false; }
      document.getElementById('made-use').textContent = uses[to];
      made.hidden = false;
    }

    function drop() {
      text.textContent = '';
      copyButton.setAttribute('data-copy', '');
      made.hidden = true;
    }

    report.addEventListener('submit', function (event) {
      event.preventDefault();
      show();
      bring(made);
    });
    report.addEventListener('change', function () { if (!made.hidden) { show(); } });
    report.addEventListener('reset', drop);
    if (file) {
      file.addEventListener('click', function () {
        var link = document.createElement('a');
        link.href = URL.createObjectURL(new Blob([text.textContent + '\n'], { type: 'text/plain;charset=utf-8' }));
        link.download = file.getAttribute('data-name') + '.txt';
        document.body.appendChild(link);
        link.click();
        document.body.removeChild(link);
        setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
      });
      print.addEventListener('click', function () { window.print(); });
    }

    /* The half hour begins with the first word, and is over also where the phone has slept meanwhile. */
    var began = 0;
    var lasts = report.getAttribute('data-minutes') * 60000;

    function expire() {
      if (!began || Date.now() - began < lasts) { return; }
      began = 0;
      report.reset();
      drop();
      document.getElementById('made-over').textContent = report.getAttribute('data-over');
    }

    report.addEventListener('input', function () {
      document.getElementById('made-over').textContent = '';
      if (began) { return; }
      began = Date.now();
      setTimeout(expire, lasts + 50);
    });
    document.addEventListener('visibilitychange', expire);
    window.addEventListener('focus', expire);
    window.addEventListener('pageshow', expire);
  }

  if (!form) { return; }

  /* ---- the conversation ---- */

  var log = document.getElementById('log');
  var box = document.getElementById('text');
  var typing = document.getElementById('typing');
  var send = document.getElementById('send');
  var busy = false;
  var TIMEOUT = 30000;

  form.addEventListener('submit', function (event) {
    if (wholePage) { return; } /* the page comes back in the other language */
    event.preventDefault();
    say();
  });

  box.addEventListener('keydown', function (event) {
    var composing = event.isComposing || event.keyCode === 229;
    if (event.keyCode !== 13 || event.shiftKey || composing) { return; }
    event.preventDefault();
    say();
  });

  box.addEventListener('input', fit);

  function fit() {
    box.style.height = 'auto';
    box.style.height = Math.min(box.scrollHeight + 2, 160) + 'px';
  }

  function say() {
    var text = box.value;
    if (busy) { return; }
    if (!text.replace(/\s/g, '')) { box.focus(); return; }
    var mine = addMine(text);
    box.value = '';
    fit();
    ask('text=' + encodeURIComponent(wellFormed(text)), function () { giveBack(mine, text); });
  }

  function press(button) {
    if (busy) { return; }
    var label = button.querySelector('span') || button;
    var mine = addMine(label.textContent);
    ask('action=' + encodeURIComponent(button.value), function () { giveBack(mine, ''); }, true);
  }

  /* Half of an emoji can't be encoded; encodeURIComponent would throw. */
  function wellFormed(text) {
    return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/g, '\uFFFD')
      .replace(/(^|[^\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '$1\uFFFD');
  }

  function addMine(text) {
    var mine = document.getElementById('pattern-me').cloneNode(true);
    mine.removeAttribute('id');
    mine.querySelector('bdi').textContent = text;
    log.appendChild(mine);
    bring(mine);
    return mine;
  }

  /* What was not answered goes back into the box, before what was typed since. */
  function giveBack(mine, text) {
    if (mine.parentNode) { mine.parentNode.removeChild(mine); }
    if (!text) { return; }
    box.value = box.value ? text + '\n' + box.value : text;
    fit();
  }

  function ask(fields, undo, moveFocus) {
    var request = new XMLHttpRequest();
    setBusy(true);
    request.open('POST', '/', true);
    request.timeout = TIMEOUT;
    request.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded;charset=UTF-8');
    request.setRequestHeader('Accept', 'application/json');
    request.onload = function () {
      var answer = null;
      try { answer = request.status === 200 ? JSON.parse(request.responseText) : null; } catch (error) { answer = null; }
      if (answer) { add(answer, undo, moveFocus); } else { fail(undo); }
    };
    request.onerror = request.ontimeout = request.onabort = function () { fail(undo); };
    request.send('token=' + encodeURIComponent(form.elements.token.value) + '&' + fields);
  }

  function setBusy(now) {
    busy = now;
    typing.className = now ? 'typing on' : 'typing';
    typing.textContent = '';
    if (now) {
      var text = document.createElement('span');
      text.className = 'off';
      text.textContent = typing.getAttribute('data-text');
      typing.appendChild(text);
      for (var i = 0; i < 3; i++) { typing.appendChild(document.createElement('i')); }
    }
    send.setAttribute('aria-disabled', now ? 'true' : 'false');
    form.className = now ? 'busy' : '';
  }

  function add(answer, undo, moveFocus) {
    if (left) { return; }
    setBusy(false);
    if (answer.wipe) { clear(log); box.value = ''; fit(); }
    if (answer.keep) { undo(); }
    show(answer.html, moveFocus);
    if (answer.token) {
      form.elements.token.value = answer.token;
      leaveButton.setAttribute('data-token', answer.token);
      leaveButton.form.elements.token.value = answer.token;
    }
  }

  function fail(undo) {
    if (left) { return; }
    setBusy(false);
    undo();
    show(document.getElementById('pattern-failed').innerHTML, false);
  }

  function show(html, moveFocus) {
    var holder = document.createElement('div');
    holder.innerHTML = html;
    reveal(holder);
    var first = holder.querySelector('section');
    while (holder.firstChild) { log.appendChild(holder.firstChild); }
    if (!first) { return; }
    if (moveFocus) {
      first.setAttribute('tabindex', '-1');
      try { first.focus({ preventScroll: true }); } catch (error) { first.focus(); }
    }
    bring(first);
  }

  /* Show a new message from its first line. */
  function bring(element) {
    var top = element.getBoundingClientRect().top + window.pageYOffset;
    var header = document.querySelector('.top');
    var covered = window.getComputedStyle(header).position === 'static' ? 0 : header.offsetHeight;
    window.scrollTo(0, Math.max(0, top - covered - 12));
  }

  fit();
}());
