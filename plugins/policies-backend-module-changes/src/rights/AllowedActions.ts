import {
  ChangeDetail,
  changeEditPermission,
  changePublishPermission,
  changeReviewPermission,
} from '@internal/plugin-policies-common';
import { SetReaders } from '@internal/plugin-policies-node';
import { ChangeOptions } from '../ChangeService';
import { FlipReaders } from '../FlipReaders';
import { withholdFlips } from '../withholdFlips';
import { ChangeRights } from './ChangeRights';
import { maskSetNames } from './maskSetNames';

const NOTHING = {
  edit: false,
  review: false,
  publish: false,
  shadow: false,
  rollBack: false,
};

/** A change as one person is told of it. */
export class AllowedActions {
  constructor(
    private readonly options: {
      rights: ChangeRights;
      flips: FlipReaders;
      setReaders: SetReaders;
    },
  ) {}

  /** Leaves of what the state allows what the person may, and of what is told what they may see. */
  async withAllowedActions(
    change: ChangeDetail,
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    const { rights } = this.options;
    const { may, id, set } = change;
    const isPerson = rights.isPerson(options);
    const mayPublish = async () =>
      isPerson &&
      (await rights.allowsChange(changePublishPermission, id, options));
    return {
      ...(await this.tellOnlyReadable(change, options)),
      may: {
        edit:
          may.edit &&
          (await rights.allowsChange(changeEditPermission, id, options)),
        review:
          may.review &&
          isPerson &&
          (await rights.allowsChange(changeReviewPermission, id, options)),
        publish: may.publish && (await mayPublish()),
        shadow:
          may.shadow &&
          (await mayPublish()) &&
          (await rights.answersFor(set, options)),
        rollBack:
          may.rollBack && isPerson && (await rights.answersFor(set, options)),
      },
    };
  }

  /** The same after something that is done whatever becomes of telling: then as little as possible. */
  async withAllowedActionsOrNone(
    change: ChangeDetail,
    options: ChangeOptions,
  ): Promise<ChangeDetail> {
    try {
      return await this.withAllowedActions(change, options);
    } catch {
      // What the person may do next is asked again with the next look.
      const { checkResults } = change;
      return {
        ...withholdFlips(change, new Set()),
        checkResults: checkResults.map(check => ({ ...check, log: [] })),
        may: NOTHING,
      };
    }
  }

  /** Leaves out logged requests, and names of sets, that somebody may not see. */
  async tellOnlyReadable(
    change: ChangeDetail,
    { credentials }: ChangeOptions,
  ): Promise<ChangeDetail> {
    const { flips, setReaders } = this.options;
    return maskSetNames(
      await flips.withhold(change, credentials),
      await setReaders.tellableTo(credentials),
    );
  }
}
