import { paths } from './paths';
import { decodeRequestFragment } from './requestFragment';

const request = {
  subject: { type: 'user', id: 'zoë ☂' },
  action: { name: 'request' },
  resource: {
    type: 'Withdrawal',
    id: 'w-1001?&#',
    properties: { amount: 25_000, tags: ['a', 'ß'] },
  },
};

describe('requestFragment', () => {
  it('survives the way through a link', () => {
    const link = new URL(
      paths.playground('withdrawals', { request }),
      'http://localhost',
    );
    expect(link.pathname).toBe('/playground/withdrawals');
    expect(link.hash).toMatch(/^#request=[A-Za-z0-9_-]+$/);
    expect(decodeRequestFragment(link.hash)).toEqual(request);
  });

  it.each(['', '#', '#request=', '#request=%%%', '#request=e30', '#other=1'])(
    'finds no request in %j',
    fragment => {
      expect(decodeRequestFragment(fragment)).toBeUndefined();
    },
  );
});
