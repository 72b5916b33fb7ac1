import { render, screen } from '@testing-library/react';
import { LongText } from './LongText';

describe('LongText', () => {
  it('leaves out the middle of long ids and of long texts, and keeps the whole at hand', () => {
    const id = `user-${'x'.repeat(5_000)}-end`;
    const { rerender } = render(<LongText text={`'${id}' is not stored.`} />);
    const shown = screen.getByText(/^'user-x+…x+-end' is not stored\.$/);
    expect(shown.textContent!.length).toBeLessThan(120);
    expect(shown).toHaveAttribute('title', `'${id}' is not stored.`);

    const sentence = 'It does not fit. ';
    rerender(<LongText text={sentence} />);
    expect(screen.getByText('It does not fit.')).not.toHaveAttribute('title');
    rerender(<LongText text={sentence.repeat(1_000)} />);
    expect(
      screen.getByText(/^It does not fit\./).textContent!.length,
    ).toBeLessThan(1_010);
  });
});
