import { render, screen } from '@testing-library/react';
import { CallerLabel } from '../CallerLabel';
import { Identifier } from '../Identifier';
import { RequestSummary, summarizeRequest } from './RequestSummary';

const long = `begin${'x'.repeat(2_000)}end`;
const request = {
  subject: { type: 'user', id: long },
  action: { name: long },
  resource: { type: 'record', id: '🦊'.repeat(1_000) },
};

describe('identifiers of two thousand characters', () => {
  it('take a line or two wherever they are shown, and are there whole', () => {
    render(
      <>
        <RequestSummary request={request} />
        <CallerLabel caller={long} />
        <Identifier value={long} what="id" />
      </>,
    );
    const shown = document.body.textContent!;
    expect(shown.length).toBeLessThan(600);
    expect(shown).toContain('beginxxx');
    expect(shown).toContain('xxxend');
    expect(shown).not.toContain('\ufffd');
    // It throws for half of a character.
    expect(encodeURIComponent(shown)).toBeTruthy();
    expect(summarizeRequest(request).length).toBeLessThan(500);
    expect(screen.getAllByTitle(long)).toHaveLength(2);
    expect(screen.getByTitle(/^begin[^]+🦊/)).toBeInTheDocument();
  });
});
