import { parseConsumes } from '../names/constants';

describe('parseConsumes', () => {
  it('reads sets and policies in order, without repeats', () => {
    expect(
      parseConsumes(' withdrawals,kyc.identity-level ,, kyc,withdrawals,'),
    ).toEqual([
      { set: 'withdrawals' },
      { set: 'kyc', policy: 'identity-level' },
      { set: 'kyc' },
    ]);
    expect(parseConsumes(undefined)).toEqual([]);
    expect(parseConsumes(' , ')).toEqual([]);
  });

  it('leaves names that cannot be one to the caller', () => {
    expect(parseConsumes('a.b.c, .x, Not A Name')).toEqual([
      { set: 'a', policy: 'b.c' },
      { set: '', policy: 'x' },
      { set: 'Not A Name' },
    ]);
  });
});
