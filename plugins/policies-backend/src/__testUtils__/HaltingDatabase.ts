import { Gate } from '@internal/plugin-policies-node/testUtils';
import { Knex } from 'knex';

/** A database as one replica sees it. */
export class HaltingDatabase {
  readonly knex: Knex;
  private gate?: Gate;

  constructor(knex: Knex) {
    const transaction = async (...call: Parameters<Knex['transaction']>) => {
      await this.gate?.pass();
      return knex.transaction(...call);
    };
    this.knex = new Proxy(knex, {
      get: (target, property, receiver) =>
        property === 'transaction'
          ? transaction
          : Reflect.get(target, property, receiver),
    });
  }

  halt(): Gate {
    this.gate?.open();
    this.gate = new Gate();
    return this.gate;
  }
}
