import { LoggerService } from '@backstage/backend-plugin-api';
import {
  ChangeDetail,
  InvariantReport,
  PolicyFile,
  ProofReport,
} from '@internal/plugin-policies-common';
import { KnownProofs } from '@internal/plugin-policies-node';

/** Gives the files of an evidence pack that say what was asked for its proofs. */
export type ProofPacker = (
  change: Pick<ChangeDetail, 'id' | 'checkResults'>,
  base: PolicyFile[] | undefined,
  proposed: PolicyFile[],
) => Promise<PolicyFile[]>;

/** A pack without them is better than none: it says why. */
export function proofPacker(options: {
  findProofs(): Pick<KnownProofs, 'pack'> | undefined;
  logger: LoggerService;
}): ProofPacker {
  return async ({ id, checkResults }, base, proposed) => {
    const reportOf = (name: string) =>
      checkResults.find(check => check.name === name)?.report;
    try {
      return (
        (await options.findProofs()?.pack(base, proposed, {
          proof: reportOf('proof') as ProofReport | undefined,
          invariants: reportOf('invariants') as InvariantReport | undefined,
        })) ?? []
      );
    } catch (error) {
      const { message } = error as Error;
      options.logger.warn(
        `what was asked for the proofs of change ${id} cannot be packed: ${message}`,
      );
      return [
        {
          path: 'proofs/missing.txt',
          content: `What was asked cannot be written out any more: ${message}\n`,
        },
      ];
    }
  };
}
