import type { ClientFacts, CloseMethod } from '../clients/client-facts.ts';
import { roomOf } from '../clients/rooms.ts';
import { arm, expectEnd, registerWithOrigin, unregister } from '../registry.ts';
import type { Origin } from '../stacks.ts';
import { hearCalls } from '../hear-calls.ts';

/** Notes what a library has made, and follows when it begins to hold something and when its own methods close it. */
export function noteSession(session: object, kind: string, facts: ClientFacts, origin: Origin): void {
  const { armedBy, closes, endEvents = [] } = facts;
  registerWithOrigin(session, kind, kind, origin, { isArmed: armedBy === 'acquisition' });
  if (armedBy !== 'acquisition') for (const method of armedBy) hearCalls(session, method, arm);
  for (const method of closes) if (method.manner !== 'release') hearCalls(session, method.name, (closed, result) => hearClosing(closed, method, result, endEvents.flat()));
  if (facts.endsByItself === true) unregisterAt(session, endEvents.flat());
  roomOf(session).watch?.(session);
}

/** A close that went through: what it gave, or an event, says when the session is closed. */
function hearClosing(session: object, { manner, settles }: CloseMethod, result: unknown, endEvents: readonly string[]): void {
  expectEnd(session);
  const forget = (): void => unregister(session);
  if (settles === 'promise') void Promise.resolve(result).then(forget, () => undefined);
  else if (manner === 'force' || settles === 'nothing' || !unregisterAt(session, endEvents)) forget();
}

function unregisterAt(session: object, events: readonly string[]): boolean {
  const once: unknown = Reflect.get(session, 'once');
  if (typeof once !== 'function' || events.length === 0) return false;
  for (const event of events) Reflect.apply(once, session, [event, () => unregister(session)]);
  return true;
}
