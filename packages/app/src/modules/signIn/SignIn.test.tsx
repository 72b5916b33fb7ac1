import { configApiRef } from '@backstage/core-plugin-api';
import { mockApis, TestApiProvider } from '@backstage/frontend-test-utils';
import { cleanup, render, screen } from '@testing-library/react';
import { GUEST, keepPerson } from './keptPerson';
import { SignIn } from './SignIn';

const ALLOWED = { dangerouslyAllowOutsideDevelopment: true };
const PEOPLE = [
  { user: 'user:default/rania', name: 'Rania Khoury', role: 'Domain owner' },
];

type Data = NonNullable<Parameters<typeof mockApis.config>[0]>['data'];

function renderWith(providers?: NonNullable<Data>[string]) {
  render(
    <TestApiProvider
      apis={[
        [
          configApiRef,
          mockApis.config({
            data: providers ? { auth: { providers } } : {},
          }),
        ],
      ]}
    >
      <SignIn onSignInSuccess={() => {}} />
    </TestApiProvider>,
  );
  const told = {
    guest: screen.queryByRole('button', { name: 'Enter' }) !== null,
    rania: screen.queryByRole('button', { name: /Rania Khoury/ }) !== null,
    none: screen.queryByText(/No way to sign in is set up/) !== null,
  };
  cleanup();
  return told;
}

describe('the sign-in page', () => {
  it('offers only what lets somebody in', () => {
    const example = { people: PEOPLE };
    const nobody = { guest: false, rania: false, none: true };
    expect(
      renderWith({ guest: ALLOWED, example: { ...ALLOWED, ...example } }),
    ).toEqual({ guest: true, rania: true, none: false });
    expect(renderWith({ example: { ...ALLOWED, ...example } })).toEqual({
      guest: false,
      rania: true,
      none: false,
    });
    // As in production, where the backend would refuse both.
    expect(renderWith({ guest: {}, example })).toEqual(nobody);
    expect(renderWith()).toEqual(nobody);

    // Who entered as the guest before is asked again.
    keepPerson(GUEST);
    expect(renderWith()).toEqual(nobody);
  });
});
