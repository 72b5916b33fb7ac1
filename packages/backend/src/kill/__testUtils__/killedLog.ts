import { writeSync } from 'fs';
import { setTimeout as wait } from 'timers/promises';
import {
  DatabaseDecisionArchive,
  SpooledDecisionLog,
} from '@internal/plugin-policies-backend/testUtils';
import { mockServices } from '@backstage/backend-test-utils';
import createKnex from 'knex';

/*
 * A process that logs decisions as fast as it can, until it is killed. It tells on standard output what it
 * recorded, `recorded <round> <number> <milliseconds>`, and what is kept for sure, `kept <round> <number>`.
 */

const PAUSE_MS = 5;
const RECORDS = 20;

function tell(line: string): void {
  for (let rest = Buffer.from(`${line}\n`); rest.length; ) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      // Who reads is slow.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') {
        throw error;
      }
    }
  }
}

async function main([config, folder, round]: string[]): Promise<void> {
  const knex = createKnex(JSON.parse(config));
  const log = await SpooledDecisionLog.open({
    archive: await DatabaseDecisionArchive.create({
      database: mockServices.database({ knex }),
    }),
    logger: mockServices.logger.mock(),
    folder,
    mostBytes: 512 * 1024 * 1024,
  });
  const decisionOf = (id: string) => ({
    time: new Date().toISOString(),
    caller: 'component:default/a',
    set: 'records',
    revision: 'a1',
    engine: 'cedar',
    request: {
      subject: { type: 'user', id },
      action: { name: 'read' },
      resource: { type: 'record', id: 'r1' },
    },
    decision: true,
    policies: ['read'],
    durationUs: 12,
  });
  const keep = async () => {
    for (let number = 0; ; number++) {
      await log.recordDurably([decisionOf(`kept ${round} ${number}`)]);
      tell(`kept ${round} ${number}`);
    }
  };
  tell('ready');
  void keep();
  for (let number = 0; ; ) {
    for (let index = 0; index < RECORDS; index++) {
      log.record(decisionOf(`recorded ${round} ${number++}`));
    }
    tell(`recorded ${round} ${number - 1} ${Date.now()}`);
    await wait(PAUSE_MS);
  }
}

main(process.argv.slice(2)).catch(error => {
  writeSync(2, `${error.stack}\n`);
  process.exit(1);
});
