/** Stands for the guest among entity references of people. */
export const GUEST = 'guest';

const KEY = 'policy-portal:person';

/** As whom this tab signed in last: two tabs may be two people. */
export function keptPerson(): string | undefined {
  return window.sessionStorage.getItem(KEY) ?? undefined;
}

/** Keeps as whom this tab signed in, until it is closed or signs out. */
export function keepPerson(person: string): void {
  window.sessionStorage.setItem(KEY, person);
}

/** Forgets it, so that the next page asks again. */
export function forgetPerson(): void {
  window.sessionStorage.removeItem(KEY);
}
