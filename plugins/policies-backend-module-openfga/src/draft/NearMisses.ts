import { checkOf } from '../decide/CheckDecider';
import { Question } from '../decide/questionOf';
import { SetFiles } from '../files/readSetFiles';
import { FgaServer, ModelPlace } from '../server/FgaServer';

/** Each costs a model in the store of the draft, and a check. */
const MOST_CONDITIONS = 10;

/** A condition that alone kept a relation from holding. */
export interface FailedCondition {
  /** Its name and what it asks. */
  text: string;
  values: Array<{ path: string; value: unknown }>;
}

/**
 * Finds the conditions that kept a relation from holding, by asking OpenFGA again: in a model that
 * differs in one condition, which holds always. A relation that holds there was one condition short.
 */
export class NearMisses {
  /** Models with a condition that always holds, by place of the model and condition. */
  private static readonly models = new WeakMap<
    ModelPlace,
    Map<string, Promise<ModelPlace>>
  >();

  constructor(
    private readonly options: {
      set: SetFiles;
      server: FgaServer;
      /** Of a draft: further models come into its store. */
      place: ModelPlace;
    },
  ) {}

  /** @param relation - one that does not hold for the question */
  async of(question: Question, relation: string): Promise<FailedCondition[]> {
    const { model } = this.options.set;
    const [type] = question.object.split(':');
    const conditions = [...model.reach(type, relation).conditions];
    const failed: FailedCondition[] = [];
    for (const condition of conditions.slice(0, MOST_CONDITIONS)) {
      if (await this.holdsWith(condition, question, relation)) {
        failed.push(this.describe(condition, question));
      }
    }
    return failed;
  }

  private async holdsWith(
    condition: string,
    question: Question,
    relation: string,
  ): Promise<boolean> {
    const { server } = this.options;
    const answers = await server.batchCheck(await this.placeWith(condition), [
      { ...checkOf(question, relation), correlation_id: 'near' },
    ]);
    return answers.near?.allowed === true && !answers.near.error;
  }

  private placeWith(condition: string): Promise<ModelPlace> {
    const { place, server, set } = this.options;
    const { models } = NearMisses;
    const known = models.get(place) ?? new Map<string, Promise<ModelPlace>>();
    models.set(place, known);
    let made = known.get(condition);
    if (!made) {
      const { body } = set.model;
      const conditions = { ...body.conditions };
      conditions[condition] = { ...conditions[condition], expression: 'true' };
      made = server
        .writeModel(place.storeId, { ...body, conditions })
        .then(modelId => ({ storeId: place.storeId, modelId }));
      known.set(condition, made);
      made.catch(() => known.delete(condition));
    }
    return made;
  }

  private describe(
    condition: string,
    { context, user, object }: Question,
  ): FailedCondition {
    const { model, tuples } = this.options.set;
    const [userType] = user.split(':');
    const holding = tuples.filter(
      tuple =>
        tuple.condition?.name === condition &&
        tuple.object === object &&
        (tuple.user === user || tuple.user === `${userType}:*`),
    );
    // What a tuple says comes first; of several nobody knows which it would have been.
    const values = {
      ...context,
      ...(holding.length === 1 && holding[0].condition!.context),
    };
    const { expression } = model.body.conditions![condition];
    return {
      text: `${condition}: ${expression.replace(/\s+/g, ' ').trim()}`,
      values: Object.keys(model.parameters(condition))
        .filter(name => Object.hasOwn(values, name))
        .map(name => ({ path: name, value: values[name] })),
    };
  }
}
