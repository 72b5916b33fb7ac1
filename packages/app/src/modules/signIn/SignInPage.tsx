import { IdentityApi } from '@backstage/core-plugin-api';
import { SignInPageProps } from '@backstage/plugin-app-react';
import { forgetPerson } from './keptPerson';
import { SignIn } from './SignIn';

/** {@link SignIn}, with a sign-out that asks again as whom to enter. */
export function SignInPage({ onSignInSuccess, ...props }: SignInPageProps) {
  return (
    <SignIn
      {...props}
      onSignInSuccess={identity => onSignInSuccess(withSignOut(identity))}
    />
  );
}

function withSignOut(identity: IdentityApi): IdentityApi {
  return {
    getProfileInfo: () => identity.getProfileInfo(),
    getBackstageIdentity: () => identity.getBackstageIdentity(),
    getCredentials: () => identity.getCredentials(),
    signOut: async () => {
      forgetPerson();
      await identity.signOut();
      window.location.href = '/';
    },
  };
}
