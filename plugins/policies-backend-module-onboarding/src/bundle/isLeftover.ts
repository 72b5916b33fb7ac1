/** True for what tools leave beside files, and no set has: of Git, and of the file manager of a Mac. */
export function isLeftover(path: string): boolean {
  return /(^|\/)(\.git|__MACOSX|\.DS_Store)(\/|$)/.test(path);
}
