import { concerns, isWithinRegulation, listRegulations } from './regulations';

describe('regulations', () => {
  it.each([
    ['MiCA', 'MiCA', true],
    ['MiCA Art. 70', 'MiCA', true],
    ['MiCA white paper', 'MiCA', true],
    ['BSA/CIP', 'BSA', true],
    ['SOC 2 CC6.1', 'SOC 2', true],
    ['GDPR Art. 15(4)', 'GDPR Art. 15', true],
    ['GDPR Art. 15', 'GDPR Art. 1', false],
    ['MARS', 'MAR', false],
    ['MiCA', 'MiCA Art. 70', false],
    ['PSD2', 'PSD', false],
  ])('%s is within %s: %s', (regulation, wanted, expected) => {
    expect(isWithinRegulation(regulation, wanted)).toBe(expected);
  });

  it.each([
    ['MiCA*', 'MiCA white paper', true],
    ['MiCA*', 'MiCAR', true],
    ['MiCA', 'MiCAR', false],
    ['MiCA', 'MiCA Art. 70', true],
    ['*', 'SOX', true],
    ['GDPR Art. 15', 'GDPR', false],
  ])('rule %s concerns %s: %s', (rule, regulation, expected) => {
    expect(concerns(rule, regulation)).toBe(expected);
  });

  it('lists a regulation of which only parts are named', () => {
    expect(
      listRegulations([
        'eIDAS Art. 9',
        'eIDAS Art. 10',
        'SOX',
        'SOX Section 4',
      ]),
    ).toEqual([
      'eIDAS Art. 9',
      'eIDAS Art. 10',
      'SOX',
      'SOX Section 4',
      'eIDAS',
    ]);
  });
});
