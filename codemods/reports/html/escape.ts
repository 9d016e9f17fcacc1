/** Text as it must stand in a page, so that nothing of the code gets out as markup. */
const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const html = (text: string | number): string => String(text).replace(/[&<>"']/g, (character) => escapes[character] ?? character);

/** The same, with what stands in backticks as code. */
export const prose = (text: string): string => html(text).replace(/`([^`]+)`/g, '<code>$1</code>');
