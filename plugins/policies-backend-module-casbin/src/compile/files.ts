/** The one model of a set. */
export const MODEL_FILE = 'model.conf';

/** File that holds the rules of a policy when its manifest names none. */
export function defaultPolicyFile(policy: string): string {
  return `policies/${policy}.csv`;
}

/** True for files of rules, which belong to a policy; other CSV files hold roles. */
export function isPolicyFile(path: string): boolean {
  return /^policies\/.*\.csv$/.test(path);
}
