/** Whether a connection is in a transaction: the library keeps nothing of what the server says of it, so its statements are read. */

const begins = /^\s*(?:begin|start\s+transaction)\b/iu;
const ends = /^\s*(?:commit|rollback(?!\s+(?:work\s+)?to\b))\b/iu;
const commitsItself = /^\s*set\s+(?:(?:@@)?(?:session\.|session\s+))?(?:@@)?autocommit\s*:?=\s*(?<value>\w+)/iu;

interface Transactions {
  isOpen: boolean;
  /** Without it each statement begins one. */
  isAutomatic: boolean;
}

const followed = new WeakMap<object, Transactions>();

/** Follows a connection's statements from here on. A second time changes nothing. */
export function followTransactions(connection: object): void {
  if (followed.has(connection)) return;
  const transactions: Transactions = { isOpen: false, isAutomatic: true };
  followed.set(connection, transactions);
  for (const name of ['query', 'execute']) {
    const method: unknown = Reflect.get(connection, name);
    if (typeof method !== 'function') continue;
    const following = function (this: unknown, ...parameters: unknown[]): unknown {
      note(transactions, textOf(parameters[0]));
      return Reflect.apply(method, this, parameters);
    };
    Object.defineProperty(connection, name, { value: following, writable: true, configurable: true, enumerable: false });
  }
}

/** What was begun and not ended; false where nobody followed. */
export function isInTransaction(connection: object): boolean {
  const transactions = followed.get(connection);
  return transactions !== undefined && (transactions.isOpen || !transactions.isAutomatic);
}

function note(transactions: Transactions, text: string): void {
  if (begins.test(text)) transactions.isOpen = true;
  else if (ends.test(text)) transactions.isOpen = false;
  const value = commitsItself.exec(text)?.groups?.['value'];
  if (value !== undefined) transactions.isAutomatic = !/^(?:0|off|false)$/iu.test(value);
}

/** A statement is given as text, or as an object that has it. */
function textOf(statement: unknown): string {
  if (typeof statement === 'string') return statement;
  const text: unknown = typeof statement === 'object' && statement !== null ? Reflect.get(statement, 'sql') : undefined;
  return typeof text === 'string' ? text : '';
}
