/** How well text stands out from what is behind it. */
import type { Locator } from 'playwright-core';

/** The contrast of two colours as a browser computes them, as WCAG 2 counts it: 1 to 21. */
export function contrast(one: string, other: string): number {
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => Number(part) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((left, right) => left - right);
  return (light + 0.05) / (dark + 0.05);
}

interface Faint {
  readonly text: string;
  readonly colour: string;
  readonly background: string;
}

/** Elements whose text stands out less than WCAG's level AA asks of ordinary text. Behind them is the nearest background that hides what is below it. */
export async function faintTexts(elements: Locator): Promise<readonly Faint[]> {
  const pairs = await elements.evaluateAll((all) =>
    all.map((element) => {
      let behind: Element | null = element;
      while (behind !== null && /^rgba\(.*, 0(?:\.\d+)?\)$/.test(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
      return { text: element.textContent.slice(0, 40), colour: getComputedStyle(element).color, background: behind === null ? 'rgb(255, 255, 255)' : getComputedStyle(behind).backgroundColor };
    }),
  );
  return pairs.filter(({ text, colour, background }) => text.trim() !== '' && contrast(colour, background) < 4.5);
}
