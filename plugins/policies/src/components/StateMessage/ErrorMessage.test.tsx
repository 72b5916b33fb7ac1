import { ResponseError } from '@backstage/errors';
import { render, screen } from '@testing-library/react';
import { ErrorMessage, messageOf } from './ErrorMessage';

async function answered(status: number, name: string, message: string) {
  return ResponseError.fromResponse(
    new Response(
      JSON.stringify({
        error: { name, message },
        response: { statusCode: status },
      }),
      { status, headers: { 'content-type': 'application/json' } },
    ),
  );
}

describe('ErrorMessage', () => {
  it('tells an expired sign-in from a missing permission', async () => {
    const expired = await answered(401, 'AuthenticationError', 'Illegal token');
    const { unmount } = render(
      <ErrorMessage error={expired} what="the changes" onRetry={() => {}} />,
    );
    expect(screen.getByRole('alert')).toHaveTextContent(
      /Your sign-in has expired.*Sign in again to see the changes/,
    );
    expect(
      screen.getByRole('button', { name: 'Sign in again' }),
    ).toBeInTheDocument();
    expect(screen.queryByText(/permission/)).not.toBeInTheDocument();
    expect(messageOf(expired)).toMatch(/^Your sign-in has expired/);
    unmount();

    render(
      <ErrorMessage
        error={await answered(403, 'NotAllowedError', 'No.')}
        what="the changes"
      />,
    );
    expect(screen.getByRole('alert')).toHaveTextContent(
      /You may not see the changes.*missing permission/,
    );
  });
});
