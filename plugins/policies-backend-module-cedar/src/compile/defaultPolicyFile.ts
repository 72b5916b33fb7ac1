/** File that holds a policy when its manifest names none. */
export function defaultPolicyFile(policy: string): string {
  return `policies/${policy}.cedar`;
}
