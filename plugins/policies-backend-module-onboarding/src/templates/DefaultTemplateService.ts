import { InputError, NotFoundError } from '@backstage/errors';
import {
  Draft,
  TemplateFilesRequest,
  TemplateSummary,
} from '@internal/plugin-policies-common';
import { ConfiguredEngines } from '@internal/plugin-policies-node';
import { emitters } from './emit';
import { starters } from './starters';
import { TemplateService } from './TemplateService';
import { withActions } from './withActions';
import { namesOf, writeSet } from './writeSet';

/** {@link TemplateService} over the starters that come with the portal. */
export class DefaultTemplateService implements TemplateService {
  constructor(private readonly engines: ConfiguredEngines) {}

  async list(): Promise<TemplateSummary[]> {
    const engines = this.ableEngines();
    return starters.map(starter => ({
      name: starter.name,
      title: starter.title,
      description: starter.description,
      actions: Object.keys(starter.actions),
      subjectType: starter.subjectType,
      resourceType: starter.resourceType,
      policies: starter.policies.map(({ name, title }) => ({ name, title })),
      cases: starter.cases.length,
      engines,
    }));
  }

  async writeFiles(
    template: string,
    call: TemplateFilesRequest,
  ): Promise<Draft> {
    const starter = starters.find(({ name }) => name === template);
    if (!starter) {
      throw new NotFoundError(
        `there is no template '${template}'; use one of ${quoted(
          starters.map(({ name }) => name),
        )}`,
      );
    }
    const engines = this.ableEngines();
    if (!engines.includes(call.engine)) {
      throw new InputError(
        this.engines.has(call.engine)
          ? `engine '${
              call.engine
            }' holds no policies that the portal could write; use one of ${quoted(
              engines,
            )}`
          : `engine '${call.engine}' is not configured; use one of ${quoted(
              engines,
            )}`,
      );
    }
    const names = namesOf(starter, call);
    if (names.subject === names.resource) {
      throw new InputError(
        `subject and resource are both '${names.subject}' in the engine; give them two names with 'subjectType' and 'resourceType'`,
      );
    }
    const driver = this.engines.driverOf(call.engine);
    const own = withActions(starter, call.actions ?? {});
    return { files: writeSet(own, emitters[driver], call) };
  }

  private ableEngines(): string[] {
    return this.engines.names.filter(
      name => this.engines.driverOf(name) in emitters,
    );
  }
}

function quoted(names: string[]): string {
  return names.map(name => `'${name}'`).join(', ');
}
