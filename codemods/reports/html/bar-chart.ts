/** Horizontal bars, drawn as SVG within the page: nothing is loaded, and they print. */
import type { SiteOutcome } from '../../migrate/file-outcome.ts';
import { html } from './escape.ts';

export interface Bar {
  readonly label: string;
  /** What a pointer that rests on the bar is told. */
  readonly title: string;
  /** In the order in which they are stacked. */
  readonly parts: readonly { readonly outcome: SiteOutcome['outcome']; readonly count: number }[];
  /** What the page's filter is set to by a click: an attribute `data-…` and its value. */
  readonly filter: readonly [attribute: string, value: string];
}

const width = 560;
const labelWidth = 220;
const countWidth = 44;
const rowHeight = 28;
const barHeight = 16;
/** More would not be read; the rest is added up. */
const mostBars = 12;
const longestLabel = 26;

const totalOf = ({ parts }: Bar): number => parts.reduce((sum, { count }) => sum + count, 0);

/** @param bars - The longest first. */
export function barChart(title: string, bars: readonly Bar[]): string {
  if (bars.length === 0) return '';
  const shown = bars.slice(0, mostBars);
  const rest = bars.slice(mostBars);
  const most = Math.max(...shown.map(totalOf));
  const scale = (count: number): number => (count / most) * (width - labelWidth - countWidth);
  const note = rest.length === 0 ? '' : `<figcaption>And ${html(rest.reduce((sum, bar) => sum + totalOf(bar), 0))} in ${html(rest.length)} more.</figcaption>`;
  return `<figure class="card"><h3>${html(title)}</h3>
<svg viewBox="0 0 ${String(width)} ${String(shown.length * rowHeight)}" role="list" aria-label="${html(title)}">
${shown.map((bar, index) => row(bar, index, scale)).join('\n')}
</svg>${note}</figure>`;
}

function row(bar: Bar, index: number, scale: (count: number) => number): string {
  const middle = index * rowHeight + rowHeight / 2;
  const [attribute, value] = bar.filter;
  let left = labelWidth;
  const parts = bar.parts.map(({ outcome, count }) => {
    const length = count === 0 ? 0 : Math.max(2, scale(count));
    const part = `<rect class="fill-${outcome}" x="${left.toFixed(1)}" y="${String(middle - barHeight / 2)}" width="${length.toFixed(1)}" height="${String(barHeight)}"/>`;
    left += length;
    return count === 0 ? '' : part;
  });
  return `<a href="#sessions" role="listitem" ${attribute}="${html(value)}" aria-label="${html(`${bar.label}: ${String(totalOf(bar))}`)}"><title>${html(bar.title)}</title>
<rect class="row" x="0" y="${String(index * rowHeight)}" width="${String(width)}" height="${String(rowHeight)}" rx="4"/>
<text x="${String(labelWidth - 10)}" y="${String(middle)}" text-anchor="end">${html(shortened(bar.label))}</text>${parts.join('')}
<text class="count" x="${(left + 8).toFixed(1)}" y="${String(middle)}">${html(totalOf(bar))}</text></a>`;
}

/** A long path keeps its end, which tells folders apart. */
const shortened = (label: string): string => (label.length <= longestLabel ? label : `…${label.slice(1 - longestLabel)}`);
