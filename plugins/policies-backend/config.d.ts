import { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';

export interface Config {
  policies?: {
    /** Where policy sets come from: every folder below that holds a `policy-set.yaml` is one. */
    sources?: Array<
      | {
          /** A folder, absolute or relative to the working directory of the backend. */
          folder: string;
        }
      | {
          /** A folder of a repository that the Backstage URL readers can read. */
          url: string;
        }
    >;
    /** How often the sources are read. By default every minute. */
    schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
    /** Policy decision points by the name that `spec.engine` of a set gives. By default `cedar`. */
    engines?: {
      [name: string]: {
        /** Driver of the engine; by default the name itself. */
        driver?: string;
      };
    };
    /** How often each replica looks at the engines. */
    engineChecks?: {
      /** Seconds between checks whether they serve. By default 5. */
      healthSeconds?: number;
      /** Seconds between checks whether remote engines hold the active revisions. By default 15. */
      verifySeconds?: number;
    };
    /**
     * Compares every answer with what its route says, and fails it where it differs: for tests, and for
     * authors of features. By default false.
     */
    checkAnswers?: boolean;
    /** Long work, as checks of changes: how much of it each replica does at once. */
    jobs?: {
      /** What somebody waits for. By default 2. */
      interactive?: number;
      /** What may take its time. By default 1. */
      bulk?: number;
      /** Days after which jobs that ended are deleted. By default 7. */
      keepDays?: number;
    };
    decisions?: {
      /** Decisions kept in the cache, 0 for none. By default 10000. */
      cacheEntries?: number;
      /** Seconds after which a kept decision is asked of the engine again, 0 for no cache. By default 60. */
      cacheSeconds?: number;
      /**
       * False sends requests for decisions through the whole HTTP stack of the backend. By default
       * true: they are answered before it, see docs/operators.md.
       */
      lean?: boolean;
      /**
       * Seconds for which what a token may is believed at every way in for decisions, and on the lean way the
       * token itself, without asking again. By default 5; 0 asks each time.
       */
      callerCacheSeconds?: number;
      /** What waits for an engine when more is asked than it can answer; see docs/operators.md. */
      queue?: {
        /** Requests that wait for one engine at most, in each replica. By default 2000. */
        maxRequests?: number;
        /** Part of these that one caller may take, above 0 and at most 1. By default 0.5. */
        callerShare?: number;
        /** Milliseconds that a request waits at most. By default 500. */
        maxWaitMs?: number;
      };
      /** Kind of the decision log: what a module brings. By default `database`, the plugin's own. */
      log?: string;
      /** Where decisions wait until they are stored; see docs/operators.md. */
      spool?: {
        /**
         * Folder on a disk of this machine, that only the portal reads. By default `policy-decisions` beside
         * databases that are files, or in `backend.workingDirectory`, or else none: they wait in memory.
         */
        folder?: string;
        /** What it may take, at least 16. By default 2048, and 64 in memory. */
        megabytes?: number;
      };
      /** Above so many decisions a second in a replica, others are counted only. By default all have an entry. */
      logEntriesPerSecond?: number;
      /** Days after which entries and counts are deleted, of sets that do not say it. By default 30. */
      logRetentionDays?: number;
    };
  };
}
