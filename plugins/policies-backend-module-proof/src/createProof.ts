import {
  AuthService,
  DatabaseService,
  LoggerService,
  PermissionsService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { EventsService } from '@backstage/plugin-events-node';
import {
  Clock,
  CreatedFeature,
  PolicyCore,
  proofsRef,
} from '@internal/plugin-policies-node';
import { Asker } from './asking/Asker';
import { DatabaseAnswerStore } from './asking/DatabaseAnswerStore';
import { ProofCheck } from './comparison/ProofCheck';
import { FindingsReader } from './sets/FindingsReader';
import { ProofEvidence } from './evidence/ProofEvidence';
import { InvariantGuard } from './invariants/InvariantGuard';
import { InvariantProver } from './invariants/InvariantProver';
import { InvariantsCheck } from './invariants/InvariantsCheck';
import { proofRoutes } from './proofRoutes';
import { DatabaseRefusalStore } from './invariants/DatabaseRefusalStore';
import { readProofOptions } from './readProofOptions';
import { AuthorizedProofService } from './service/AuthorizedProofService';
import { DefaultProofService } from './service/DefaultProofService';
import { ActiveFollower } from './sets/ActiveFollower';
import { DatabaseSetProofStore } from './sets/DatabaseSetProofStore';
import { RevisionReader } from './sets/RevisionReader';
import { SetProofJob } from './sets/SetProofJob';
import { SetProofs } from './sets/SetProofs';

/** Puts together all that proofs take. */
export async function createProof(
  core: PolicyCore,
  services: {
    auth: AuthService;
    clock: Clock;
    config: RootConfigService;
    database: DatabaseService;
    events: EventsService;
    logger: LoggerService;
    permissions: PermissionsService;
  },
): Promise<CreatedFeature> {
  const { sets, engines, deployments, jobs, setReaders } = core;
  const answers = await DatabaseAnswerStore.create(services.database);
  const asker = new Asker({ ...services, answers });
  const refusals = await DatabaseRefusalStore.create(services.database);
  const prover = new InvariantProver({ ...services, asker, refusals });
  const options = {
    ...services,
    sets,
    engines,
    deployments,
    jobs,
    answers,
    refusals,
    asker,
    prover,
    reader: new RevisionReader({ asker, prover }),
    store: await DatabaseSetProofStore.create(services.database),
    proof: readProofOptions(services.config),
  };
  const proofs = new SetProofs(options);
  const follower = new ActiveFollower({ ...options, proofs });
  const findings = new FindingsReader({ ...options, proofs });
  const evidence = new ProofEvidence(options);
  core.offer(proofsRef, {
    listOfActive: () => findings.listOfActive(),
    findOfFiles: (...call) => findings.findOfFiles(...call),
    pack: (...call) => evidence.pack(...call),
  });
  return {
    routes: proofRoutes(
      new AuthorizedProofService(
        new DefaultProofService({ ...options, proofs }),
        { ...services, setReaders },
      ),
    ),
    checks: [new ProofCheck(options), new InvariantsCheck(options)],
    guards: [new InvariantGuard(options)],
    jobs: [new SetProofJob(options)],
    start: () => follower.start(),
    stop: () => follower.stop(),
  };
}
