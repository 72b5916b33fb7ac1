import { EvaluationRequest } from '@internal/plugin-policies-common';
import { checkConfusable } from '@internal/plugin-policies-node/testUtils';
import { DecisionCache, decisionKey } from './DecisionCache';

const set = (name: string, revision: string) => ({ name, revision });

describe('DecisionCache', () => {
  it('keeps apart what is written with the same characters', () => {
    const request: EvaluationRequest = {
      subject: { type: 'Meridian::User', id: 'ana' },
      action: { name: 'read' },
      resource: { type: 'record', id: 'r1' },
    };
    checkConfusable([request], requests => {
      const cache = new DecisionCache(1_000);
      const keys = new Map<string, string>();
      for (const asked of requests) {
        for (const one of [set('a', 'b1'), set('ab', '1'), set('a', 'b')]) {
          const text = JSON.stringify({ one, asked });
          const key = decisionKey(one, asked);
          expect(keys.get(key) ?? text).toBe(text);
          keys.set(key, text);
          cache.set(key, {
            outcome: 'deny',
            policies: [text],
            durationUs: 9,
          });
        }
      }
      for (const [key, text] of keys) {
        expect(cache.get(key)).toEqual({
          outcome: 'deny',
          policies: [text],
          durationUs: 0,
        });
      }
    });
  });
});
