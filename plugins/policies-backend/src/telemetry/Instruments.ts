import {
  MetricsService,
  MetricsServiceCounter,
  MetricsServiceHistogram,
} from '@backstage/backend-plugin-api/alpha';

/** Names are passed on unchanged by the service, so they are whole: `backstage.plugin.<id>.<metric>`. */
const PREFIX = 'backstage.plugin.policies';
/** Seconds; the first ones are what an embedded engine takes. */
const SECONDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
  0.5, 1, 2.5, 5, 10,
];

/** Seconds; jobs take up to hours. */
const LONG_SECONDS = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3_600];

/** Values, each with its attributes. */
type Observed = Iterable<[number, Record<string, string>]>;

/** All instruments of the portal, by what they measure. */
export class Instruments {
  readonly decisions: MetricsServiceCounter;
  readonly decisionSeconds: MetricsServiceHistogram;
  readonly engineRequests: MetricsServiceCounter;
  readonly engineSeconds: MetricsServiceHistogram;
  readonly refreshSeconds: MetricsServiceHistogram;
  readonly callSeconds: MetricsServiceHistogram;
  readonly jobSeconds: MetricsServiceHistogram;
  readonly leftOut: MetricsServiceCounter;
  readonly torn: MetricsServiceCounter;

  constructor(private readonly metrics: MetricsService) {
    this.decisions = this.counter(
      'decisions.total',
      'Decisions by set, outcome, door and purpose',
    );
    this.decisionSeconds = this.seconds(
      'decisions.duration.seconds',
      'Time from a door to its answer, of single decisions, batches and searches',
    );
    this.engineRequests = this.counter(
      'engines.requests.total',
      'Requests that an engine was asked, by outcome',
    );
    this.engineSeconds = this.seconds(
      'engines.call.duration.seconds',
      'Time that a call of an engine took, with its waiting',
    );
    this.refreshSeconds = this.seconds(
      'sources.refresh.duration.seconds',
      'Time that reading all sources took, by outcome',
    );
    this.callSeconds = this.seconds(
      'calls.duration.seconds',
      'Time that calls of routes took, by route and outcome',
    );
    this.jobSeconds = this.seconds(
      'jobs.duration.seconds',
      'Time that attempts at jobs took, by kind and outcome',
      LONG_SECONDS,
    );
    this.leftOut = this.counter(
      'decision_log.left_out.total',
      'Decisions that are counted and have no entry in the log',
    );
    this.torn = this.counter(
      'decision_log.torn.total',
      'Places of a spool that cannot be read, as its process died while it wrote or the disk lost them',
    );
  }

  /**
   * Has a number asked for whenever metrics are collected.
   *
   * @param read - a value for each set of attributes
   */
  observe(
    name: string,
    description: string,
    read: () => Observed | Promise<Observed>,
  ): void {
    this.metrics
      .createObservableGauge(`${PREFIX}.${name}`, { description })
      .addCallback(async result => {
        for (const [value, attributes] of await read()) {
          result.observe(value, attributes);
        }
      });
  }

  private counter(name: string, description: string): MetricsServiceCounter {
    return this.metrics.createCounter(`${PREFIX}.${name}`, { description });
  }

  private seconds(
    name: string,
    description: string,
    buckets = SECONDS,
  ): MetricsServiceHistogram {
    return this.metrics.createHistogram(`${PREFIX}.${name}`, {
      description,
      unit: 's',
      advice: { explicitBucketBoundaries: buckets },
    });
  }
}
