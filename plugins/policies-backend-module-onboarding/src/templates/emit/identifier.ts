/** A name as every engine's language takes it for an identifier. */
export function identifier(name: string): string {
  return name.replace(/-/g, '_');
}
