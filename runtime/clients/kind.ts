/** How a kind of client is called, for people: by its library and its name in the catalog. */
export function kindNamed(library: string, name: string): string {
  return library === name || name.startsWith(`${library}.`) ? name : `${library} ${name}`;
}
