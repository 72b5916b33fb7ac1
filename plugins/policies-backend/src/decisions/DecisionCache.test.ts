import { EvaluationRequest } from '@internal/plugin-policies-common';
import {
  checkConfusable,
  until,
} from '@internal/plugin-policies-node/testUtils';
import { DecisionCache, decisionKey } from './DecisionCache';

const set = (name: string, revision: string) => ({ name, revision });

const allow = { outcome: 'allow' as const, policies: ['p'], durationUs: 7 };

describe('DecisionCache', () => {
  it('keeps apart what is written with the same characters', () => {
    const request: EvaluationRequest = {
      subject: { type: 'Meridian::User', id: 'ana' },
      action: { name: 'read' },
      resource: { type: 'record', id: 'r1' },
    };
    checkConfusable([request], requests => {
      const cache = new DecisionCache(1_000, 60);
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

  it('believes no decision longer than its age, however often it is asked', async () => {
    const cache = new DecisionCache(10, 0.2);
    const lasting = new DecisionCache(10, 3_600);
    cache.set('a', allow);
    lasting.set('a', allow);
    expect(lasting.get('a')).toEqual({ ...allow, durationUs: 0 });
    await until(() => cache.get('a') === undefined);
    expect(lasting.get('a')).toEqual({ ...allow, durationUs: 0 });
  });

  it.each([
    [0, 60],
    [10, 0],
  ])('keeps nothing with %d entries of %d seconds', (max, seconds) => {
    const cache = new DecisionCache(max, seconds);
    cache.set('a', allow);
    expect(cache.get('a')).toBeUndefined();
  });
});
