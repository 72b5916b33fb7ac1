import { ConfigApi } from '@backstage/core-plugin-api';

/** Someone of the example company. */
export interface ExamplePerson {
  /** Entity reference. */
  user: string;
  name: string;
  /** What they may do, in a few words. */
  role: string;
}

/** The ways to sign in that the backend takes: what is not configured, or not for production, is left out. */
export function readProviders(config: ConfigApi): {
  guest: boolean;
  people: ExamplePerson[];
} {
  const works = (provider: string) =>
    config.has(`auth.providers.${provider}`) &&
    (process.env.NODE_ENV === 'development' ||
      config.getOptionalBoolean(
        `auth.providers.${provider}.dangerouslyAllowOutsideDevelopment`,
      ) === true);
  const people = works('example')
    ? config.getOptionalConfigArray('auth.providers.example.people') ?? []
    : [];
  return {
    guest: works('guest'),
    people: people.map(entry => ({
      user: entry.getString('user'),
      name: entry.getString('name'),
      role: entry.getString('role'),
    })),
  };
}
