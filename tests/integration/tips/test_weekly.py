"""A parent subscribes and gets one tip a week; what they do with it, and how they stop."""

from datetime import timedelta

import aiohttp

from tests.integration.tips.conftest import SUNDAY_EVENING, Start, subscribe

WEEK = timedelta(weeks=1)


async def test_a_parent_subscribes_and_gets_one_good_tip_a_week(start: Start) -> None:
    async with start() as bot:
        parent = bot.api.user(1)
        done = await subscribe(bot, parent)
        for week in range(3):
            await bot.at(SUNDAY_EVENING + week * WEEK)
            await bot.at(SUNDAY_EVENING + week * WEEK + timedelta(minutes=5))
            tip = await parent.next_message()
            assert "Mẹo tuần này" in tip.text
            assert "111" in tip.text

    tips = [one.text for one in bot.api.messages(1) if "Mẹo tuần này" in one.text]
    assert "29/11, 20:00" in done.text
    assert len(tips) == len(set(tips)) == 3
    assert (bot.api.rejected, bot.api.violations) == ([], [])


async def test_the_tip_can_be_rated_shared_and_stopped_from(start: Start) -> None:
    async with start() as bot:
        parent = bot.api.user(1)
        await subscribe(bot, parent)
        await bot.at(SUNDAY_EVENING)
        tip = await parent.next_message()

        await parent.press(tip, label="Đã làm")
        thanks = await parent.next_message()
        await parent.press(tip, label="Dừng nhận mẹo")
        goodbye = await parent.next_message()
        await bot.at(SUNDAY_EVENING + WEEK)
        await parent.send_text("/dangky")
        offer = await parent.next_message()

        ratings = await bot.running.weekly.subscriptions.ratings()

    share = tip.button("Chia sẻ mẹo này")["url"]
    assert "Cảm ơn" in thanks.text
    assert "dừng" in goodbye.text
    assert "Nhận vào" in str(offer.labels)
    assert [(one.feedback, one.times) for one in ratings] == [("done", 1)]
    assert share.startswith("https://t.me/share/url?")
    assert (bot.api.rejected, bot.api.violations) == ([], [])


async def test_a_shared_tip_opens(start: Start) -> None:
    async with start() as bot:
        stranger = bot.api.user(2)
        await stranger.start("tip_p-class-photo-on-20-november")

        assert "20/11" in (await stranger.next_message()).text


async def test_whoever_blocks_the_bot_is_left_in_peace(start: Start) -> None:
    async with start() as bot:
        parent, other = bot.api.user(1), bot.api.user(2)
        await subscribe(bot, parent)
        await subscribe(bot, other)
        await parent.block()
        await bot.api.wait_for(lambda: not bot.api.pending_updates)

        await bot.at(SUNDAY_EVENING)
        await bot.arrived(other, "Mẹo tuần này")
        calls = [call for call in bot.api.calls_of("sendMessage") if call.params["chat_id"] == 1]

    assert all(call.ok for call in calls)


async def test_a_child_is_told_kindly_why_not(start: Start) -> None:
    async with start() as bot:
        child = bot.api.user(3)
        await child.start("child")
        await child.next_message()
        await child.send_text("/dangky")
        kind = await child.next_message()
        await child.press(kind, label="Cho mình một mẹo ngay")
        tip = await child.next_message()

    assert "người lớn" in kind.text
    assert "111" in kind.text
    assert "💡" in tip.text


async def test_an_administrator_subscribes_a_group_and_nobody_else(start: Start) -> None:
    async with start() as bot:
        group, teacher, pupil = bot.api.group(), bot.api.user(5), bot.api.user(6)
        await teacher.add_bot(group)
        group.promote(teacher)
        await pupil.send_text("/dangky", to=group)
        await bot.api.wait_for(lambda: len(bot.api.messages(group.id)) == 1)
        await teacher.send_text("/dangky", to=group)
        await bot.api.wait_for(lambda: len(bot.api.messages(group.id)) == 2)
        refusal, offer = bot.api.messages(group.id)
        await pupil.press(offer)
        await bot.api.wait_for(lambda: len(bot.api.messages(group.id)) == 3)
        await teacher.press(offer)
        await bot.api.wait_for(lambda: len(bot.api.messages(group.id)) == 4)
        await bot.at(SUNDAY_EVENING)
        await bot.api.wait_for(lambda: len(bot.api.messages(group.id)) == 5)
        _, _, second_refusal, done, tip = bot.api.messages(group.id)

    assert "quản trị viên" in refusal.text
    assert second_refusal.text == refusal.text
    assert "29/11" in done.text
    assert "Mẹo tuần này" in tip.text
    assert tip.labels == []
    assert (bot.api.rejected, bot.api.violations) == ([], [])


async def test_a_group_that_became_a_supergroup_keeps_its_tips(start: Start) -> None:
    async with start() as bot:
        group, teacher = bot.api.group(-55, kind="group"), bot.api.user(5)
        await teacher.add_bot(group)
        group.promote(teacher)
        await teacher.send_text("/dangky", to=group)
        await bot.api.wait_for(lambda: len(bot.api.messages(-55)) == 1)
        await teacher.press(bot.api.messages(-55)[0])
        await bot.api.wait_for(lambda: len(bot.api.messages(-55)) == 2)
        group.migrate(-100777)

        await bot.at(SUNDAY_EVENING)
        await bot.api.wait_for(lambda: bot.api.messages(-100777))
        await bot.at(SUNDAY_EVENING + WEEK)
        await bot.api.wait_for(lambda: len(bot.api.messages(-100777)) == 2)
        refused = [call for call in bot.api.calls_of("sendMessage") if call.status == 400]

    assert len(refused) == 1  # only the first one had to find out


async def test_a_pause_ends_by_itself(start: Start) -> None:
    async with start() as bot:
        parent = bot.api.user(1)
        done = await subscribe(bot, parent)
        await parent.press(done, label="Tạm nghỉ")
        await parent.press(await parent.next_message(), label="2 tuần")
        resting = await parent.next_message()
        for week in range(3):
            await bot.at(SUNDAY_EVENING + week * WEEK)
        tip = await parent.next_message()

    assert "13/12" in resting.text
    assert "Mẹo tuần này" in tip.text
    assert len([one for one in bot.api.messages(1) if "Mẹo tuần này" in one.text]) == 1


async def test_nothing_is_sent_in_quiet_hours_and_it_comes_in_the_morning(start: Start) -> None:
    async with start() as bot:
        parent = bot.api.user(1)
        await subscribe(bot, parent)
        await bot.at(SUNDAY_EVENING + timedelta(hours=4))
        await bot.api.wait_for(lambda: True)
        before = len(bot.api.messages(1))
        await bot.at(SUNDAY_EVENING + timedelta(hours=10, minutes=1))
        tip = await bot.arrived(parent, "Mẹo tuần này")

    assert before == 2
    assert tip.text


async def test_what_is_kept_is_shown_and_erased(start: Start) -> None:
    async with start() as bot:
        parent = bot.api.user(1)
        await subscribe(bot, parent)
        await parent.send_text("/dangky")
        shown = await parent.next_message()
        await parent.send_text("/xoa")
        await parent.next_message()
        await bot.at(SUNDAY_EVENING)
        await parent.send_text("/dung")
        nothing = await parent.next_message()

    assert "Chủ Nhật 20:00" in shown.text
    assert "chưa ai đăng ký" in nothing.text


async def test_the_page_explains_and_offers_the_messengers_and_the_calendar(start: Start) -> None:
    async with start() as bot, aiohttp.ClientSession() as client:
        url = f"http://127.0.0.1:{bot.running.port}/"
        async with client.get(url) as page:
            token = (await page.text()).split('name="token" value="')[1].split('"')[0]
        form = {"token": token, "text": "đăng ký nhận mẹo", "action": ""}
        async with client.post(url, data=form) as page:
            text = await page.text()

    assert "/dangky" in text
    assert "start=dangky" in text
