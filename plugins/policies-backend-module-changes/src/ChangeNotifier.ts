import { LoggerService } from '@backstage/backend-plugin-api';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { SignalsService } from '@backstage/plugin-signals-node';
import {
  ChangeDetail,
  CHANGES_SIGNAL_CHANNEL,
  revealText,
  shortRevision,
} from '@internal/plugin-policies-common';

/** Signals of one change are told this often at most. */
const SIGNAL_MS = 100;

/**
 * Tells people what changes want of them, and pages what moved. Neither holds up or fails what was done:
 * the change itself is in the database.
 */
export class ChangeNotifier {
  private readonly due = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly options: {
      notifications: NotificationService;
      signals: SignalsService;
      logger: LoggerService;
    },
  ) {}

  /** A change or one of its checks moved: pages that show it read it again. */
  signalChanged(change: string): void {
    if (this.due.has(change)) {
      return;
    }
    this.due.set(
      change,
      setTimeout(() => {
        this.due.delete(change);
        this.options.signals
          .publish({
            recipients: { type: 'broadcast' },
            channel: CHANGES_SIGNAL_CHANNEL,
            message: { change },
          })
          .catch(error => this.options.logger.debug(`${error}`));
      }, SIGNAL_MS).unref(),
    );
  }

  /** Asks the groups that have to approve. */
  async reviewWanted(change: ChangeDetail, by: string): Promise<void> {
    const groups = change.requirements
      .filter(({ approvedBy }) => !approvedBy)
      .map(({ group }) => group);
    await this.send(groups, by, {
      title: `Review wanted: ${change.title}`,
      description: `A change of policy set '${change.setTitle}' waits for your approval.`,
      change,
    });
  }

  async reviewed(
    change: ChangeDetail,
    by: string,
    verdict: 'approve' | 'reject',
  ): Promise<void> {
    await this.send([change.author], by, {
      title: `${verdict === 'approve' ? 'Approved' : 'Rejected'}: ${
        change.title
      }`,
      description: `By ${nameOf(by)}. ${
        change.state === 'approved' ? 'It can be published.' : ''
      }`.trim(),
      change,
    });
  }

  async commented(
    change: ChangeDetail,
    by: string,
    body: string,
  ): Promise<void> {
    const others = [
      change.author,
      ...change.comments.map(({ author }) => author),
    ];
    await this.send(others, by, {
      title: `Comment: ${change.title}`,
      description: `${nameOf(by)}: ${body.slice(0, 200)}`,
      change,
    });
  }

  async published(change: ChangeDetail, by: string): Promise<void> {
    await this.send([change.author, change.owner], by, {
      title: `Published: ${change.title}`,
      description: `Policy set '${
        change.setTitle
      }' decides by revision ${shortRevision(change.revision)} now.`,
      change,
    });
  }

  private async send(
    to: string[],
    by: string,
    {
      title,
      description,
      change,
    }: { title: string; description: string; change: ChangeDetail },
  ): Promise<void> {
    const refs = [...new Set(to)].filter(
      ref => /^(user|group):/.test(ref) && ref !== by,
    );
    if (!refs.length) {
      return;
    }
    try {
      await this.options.notifications.send({
        recipients: { type: 'entity', entityRef: refs, excludeEntityRef: by },
        payload: {
          title: revealText(title),
          description: revealText(description),
          link: `/changes/${change.id}`,
          topic: 'policy-changes',
          scope: `policy-change:${change.id}:${title}`,
          severity: 'normal',
        },
      });
    } catch (error) {
      this.options.logger.warn(
        `people cannot be notified of change ${change.id}: ${
          (error as Error).message
        }`,
      );
    }
  }
}

function nameOf(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}
