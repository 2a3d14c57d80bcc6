"""Events are decided one by one, and before answers; no answer steps back for ever."""

import asyncio

from bot.channels.zalo_oa.turns import Turns


async def test_one_event_is_decided_at_a_time_in_the_order_of_arrival() -> None:
    turns, order = Turns(), []

    async def decide(number: int) -> None:
        await turns.to_decide()
        order.append(number)

    async with asyncio.TaskGroup() as group:
        for number in range(20):
            group.create_task(decide(number))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        some = len(order)

    assert some <= 1
    assert order == list(range(20))


async def test_an_answer_steps_back_behind_events_that_wait() -> None:
    turns, order = Turns(step_back=60), []

    async def send() -> None:
        await turns.to_send()
        order.append("answer")

    async def decide() -> None:
        await turns.to_decide()
        order.append("event")

    async with asyncio.TaskGroup() as group:
        group.create_task(send())
        for _ in range(10):
            group.create_task(decide())

    assert order == ["event"] * 10 + ["answer"]


async def test_events_without_end_do_not_keep_an_answer_back() -> None:
    turns = Turns(step_back=0.01)
    sent = asyncio.create_task(turns.to_send())

    async def decide() -> None:
        while not sent.done():
            await turns.to_decide()

    await asyncio.gather(sent, decide(), decide(), decide())


async def test_whoever_is_cancelled_while_waiting_blocks_nobody() -> None:
    turns = Turns()
    waiting = [asyncio.create_task(turns.to_decide()) for _ in range(3)]
    waiting += [asyncio.create_task(turns.to_send()) for _ in range(3)]
    await asyncio.sleep(0)
    for task in waiting[::2]:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)

    async with asyncio.timeout(60):
        await turns.to_decide()
        await turns.to_send()
