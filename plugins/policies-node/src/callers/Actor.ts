import {
  AuthService,
  BackstageCredentials,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { callerOf } from './callerOf';

/** Who does something, and for whom they may speak. */
export interface Actor {
  /** Entity reference of a person, or the subject of a service's token. */
  ref: string;
  /** Entity references of the person and of the groups they act for. */
  groups: string[];
}

/** Tells who is behind credentials. */
export class Actors {
  constructor(
    private readonly options: { auth: AuthService; userInfo: UserInfoService },
  ) {}

  async resolve(credentials: BackstageCredentials): Promise<Actor> {
    const { auth, userInfo } = this.options;
    const ref = callerOf(auth, credentials);
    if (!auth.isPrincipal(credentials, 'user')) {
      return { ref, groups: [ref] };
    }
    const { ownershipEntityRefs } = await userInfo.getUserInfo(credentials);
    return { ref, groups: [...new Set([ref, ...ownershipEntityRefs])] };
  }
}
