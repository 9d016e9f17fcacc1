import { SessionClosedError, isSessionClosed } from 'safely-close';
import { describe, expect, it } from 'vitest';

describe('SessionClosedError', () => {
  it('is an abort by name, with a code of its own', () => {
    const error = new SessionClosedError('the feed');
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'AbortError', code: 'ERR_SAFELY_CLOSE_SESSION_CLOSED', session: 'the feed' });
  });
});

describe('isSessionClosed', () => {
  const closed = new SessionClosedError('the feed');

  it.each([
    ['the error itself', closed],
    ['a cause', new Error('outer', { cause: new Error('inner', { cause: closed }) })],
    ['one of several', new AggregateError([new Error('other'), closed])],
    ['a suppressed one', Object.assign(new Error('both'), { error: new Error('close'), suppressed: closed })],
    ['the one that suppresses', Object.assign(new Error('both'), { error: closed, suppressed: new Error('body') })],
    ['one of another copy of this package', { code: 'ERR_SAFELY_CLOSE_SESSION_CLOSED' }],
  ])('finds %s', (_where, error) => {
    expect(isSessionClosed(error)).toBe(true);
  });

  it.each([[undefined], [null], ['text'], [new Error('other')], [new DOMException('aborted', 'AbortError')]])('does not find it in %s', (error) => {
    expect(isSessionClosed(error)).toBe(false);
  });

  it('survives causes in a circle', () => {
    const error = new Error('round');
    error.cause = error;
    expect(isSessionClosed(error)).toBe(false);
  });
});
