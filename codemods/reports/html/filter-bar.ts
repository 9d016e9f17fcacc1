/** The controls above the list of sessions. Without scripts they are not there, and everything is shown. */
import { idioms, reasons } from 'eslint-plugin-safely-close/rewrite';
import type { IdiomId, ReasonId } from 'eslint-plugin-safely-close/rewrite';
import { outcomeName } from '../run-result.ts';
import type { RunResult, SiteResult } from '../run-result.ts';
import { html } from './escape.ts';

export interface FilterChoices {
  readonly outcomes: readonly (readonly [outcome: SiteResult['outcome'], count: number])[];
  readonly idioms: readonly (readonly [IdiomId, number])[];
  readonly reasons: readonly (readonly [ReasonId, number])[];
}

export function filterBar(choices: FilterChoices, result: Pick<RunResult, 'isWritten'>): string {
  const boxes = choices.outcomes.map(([outcome, count]) => `<label class="choice ${outcome}"><input type="checkbox" name="outcome" value="${outcome}" checked> ${html(outcomeName(outcome, result))} <span class="quiet">${html(count)}</span></label>`);
  return `<form class="filter" id="filter" role="search" hidden>
<div class="choices">${boxes.join('\n')}</div>
<label>Idiom or reason <select name="what"><option value="">all</option>
${options('Idioms', choices.idioms, idioms)}${options('Reasons', choices.reasons, Object.fromEntries(Object.entries(reasons).map(([id, { message }]) => [id, message])))}</select></label>
<label class="search">Search <input type="search" name="search" placeholder="path, name, client …" autocomplete="off"></label>
<button type="button" id="unfold" aria-pressed="false">Unfold all code</button> <button type="reset">Show all</button>
<output id="shown" for="filter"></output>
</form>`;
}

function options(label: string, choices: readonly (readonly [string, number])[], titles: Readonly<Record<string, string>>): string {
  if (choices.length === 0) return '';
  return `<optgroup label="${html(label)}">${choices.map(([id, count]) => `<option value="${html(id)}" title="${html(titles[id] ?? '')}">${html(id)} (${html(count)})</option>`).join('')}</optgroup>\n`;
}
