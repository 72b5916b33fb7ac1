import { Adapter, Model } from 'casbin';
import { CasbinArtifact } from '../compile/artifact';

/** Gives the rows of a revision to an enforcer. A revision never changes, so nothing is written. */
export class RowsAdapter implements Adapter {
  constructor(private readonly artifact: CasbinArtifact) {}

  async loadPolicy({ model }: Model): Promise<void> {
    const { statements, roles, givenMatcher } = this.artifact;
    model.get('m')!.get('m')!.value = givenMatcher;
    const rules = model.get('p')!.get('p')!;
    rules.policy.push(...statements.map(({ given }) => [...given]));
    for (const [name, ...fields] of roles) {
      model.get('g')!.get(name)!.policy.push(fields);
    }
  }

  async savePolicy(): Promise<boolean> {
    return false;
  }

  async addPolicy(): Promise<void> {
    throw new Error('a revision cannot be changed');
  }

  async removePolicy(): Promise<void> {
    throw new Error('a revision cannot be changed');
  }

  async removeFilteredPolicy(): Promise<void> {
    throw new Error('a revision cannot be changed');
  }
}
