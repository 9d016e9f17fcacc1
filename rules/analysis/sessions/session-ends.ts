/** Which handlers of a session's own events close it for sure: those that together come however its work, or its opening, ends. */
import type { ClientFacts } from 'safely-close/clients';

/**
 * Whether a session is closed however it ends.
 *
 * @param client - The facts of its client.
 * @param isStarted - Whether the work is under way that its end events belong to; its opening is from the start.
 * @param closesOn - Whether a handler of that event closes it.
 * @returns Whether some set of events that comes for sure is closed by its handlers.
 */
export function closesHoweverItEnds(client: ClientFacts, isStarted: boolean, closesOn: (event: string) => boolean): boolean {
  const covers = (sets: readonly (readonly string[])[] = []): boolean => sets.some((events) => events.every(closesOn));
  return (isStarted && covers(client.endEvents)) || covers(client.openingEvents);
}
