import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  PermissionCondition,
  PermissionCriteria,
} from '@backstage/plugin-permission-common';

/** What a person is answered for a permission: whether it is granted, or the conditions of it. */
export type Answer =
  | AuthorizeResult.ALLOW
  | AuthorizeResult.DENY
  | PermissionCriteria<PermissionCondition>;

/** A permission policy that tests change: all is granted but what they say. */
export class Conditions {
  private answers: Record<string, Answer> = {};

  /** @param answers - by the name of the permission */
  set(answers: Record<string, Answer>): void {
    this.answers = answers;
  }

  /** To be added to the features of a portal. */
  get feature() {
    const decide = (name: string, resourceType: string) => {
      const answer = this.answers[name] ?? AuthorizeResult.ALLOW;
      return typeof answer === 'string'
        ? { result: answer }
        : {
            result: AuthorizeResult.CONDITIONAL,
            pluginId: 'policies',
            resourceType,
            conditions: answer,
          };
    };
    const answer = async (requests: Array<{ permission: any }>) =>
      requests.map(({ permission }) =>
        decide(permission.name, permission.resourceType),
      ) as any[];
    return createServiceFactory({
      service: coreServices.permissions,
      deps: {},
      factory: () => ({
        authorize: answer,
        authorizeConditional: answer,
      }),
    });
  }
}
