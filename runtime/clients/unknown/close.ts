import type { Room } from '../../escalation/work.ts';
import { nativeDisposeOf } from '../../native-dispose.ts';
import { byMethods } from '../by-methods.ts';
import type { ClosingMethod } from '../by-methods.ts';

const politeNames = ['close', 'end', 'quit', 'disconnect', 'stop'] as const;
const forceNames = ['destroy', 'terminate', 'kill', 'disconnect'] as const;

/** What no other room recognises: the likeliest method to ask politely, the likeliest to insist. */
export const unknownRoom: Room = {
  library: '',
  name: '',
  itemKind: 'unknown',
  recognise: (value): value is object => value !== undefined,
  begin(client) {
    const native = nativeDisposeOf(client);
    const polite = typeof native === 'function' ? { name: 'Symbol.asyncDispose', settles: 'promise' as const, call: () => Reflect.apply(native, client, []) as unknown } : firstMethod(client, politeNames);
    const force = firstMethod(client, forceNames.filter((name) => name !== polite?.name));
    return byMethods(client, { polite, force });
  },
};

function firstMethod(client: object, names: readonly string[]): ClosingMethod | undefined {
  const name = names.find((candidate) => typeof Reflect.get(client, candidate) === 'function');
  return name === undefined ? undefined : { name, settles: 'promise' };
}
