/*
 * Requests to the estate's largest set. Every one is about another withdrawal and another amount and
 * is decided by policies; the four of them take turns.
 */

const person = id => ({ type: 'User', id });
const address = id => ({ type: 'AllowlistEntry', id });

function withdrawal(number, properties) {
  return {
    type: 'Withdrawal',
    id: `w-${number}`,
    properties: { asset: 'BTC', screening: 'clear', ...properties },
  };
}

const shapes = [
  number => ({
    subject: { type: 'user', id: 'ana' },
    action: { name: 'request' },
    resource: withdrawal(number, {
      owner: person('ana'),
      amount: 1 + (number % 20_000),
      destination: address('ana-ledger'),
    }),
    context: { mfa: true },
  }),
  number => ({
    subject: { type: 'user', id: 'bruno' },
    action: { name: 'request' },
    resource: withdrawal(number, {
      owner: person('bruno'),
      amount: 1 + (number % 500_000),
      destination: address('bruno-desk'),
    }),
    context: { mfa: true },
  }),
  number => ({
    subject: { type: 'user', id: 'greta' },
    action: { name: 'approve' },
    resource: withdrawal(number, {
      owner: person('northwind-treasury'),
      requestedBy: person('northwind-treasury'),
      amount: 1 + (number % 500_000),
      state: 'requested',
      approvedBy: [],
    }),
    context: { mfa: true },
  }),
  number => ({
    subject: { type: 'service', id: 'withdrawal-orchestrator' },
    action: { name: 'release' },
    resource: withdrawal(number, {
      owner: person('northwind-treasury'),
      amount: 1 + (number % 500_000),
      destination: address('northwind-cold'),
      state: 'approved',
      counterparty: 'vasp',
      travelRuleComplete: number % 8 !== 3,
      approvedBy: [person('greta')],
    }),
  }),
];

/** A request that differs from that of every other number. */
export function withdrawalRequest(number) {
  return shapes[number % shapes.length](number);
}
