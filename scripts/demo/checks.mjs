/** What each step must show. A demo that shows something else fails, and says what. */
import { paint, say } from './terminal.mjs';

export function checks() {
  const failed = [];
  return {
    failed,
    /** Says `sentence` with a tick or a cross; a cross makes the demo fail. */
    expect(holds, sentence) {
      say(holds ? `${paint('green', '✓')} ${sentence}` : `${paint('red', '✗')} ${paint('red', `Not as it should be: ${sentence}`)}`);
      if (!holds) failed.push(sentence);
    },
  };
}
