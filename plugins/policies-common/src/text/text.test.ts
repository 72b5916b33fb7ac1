import { checkText } from './checkText';
import { revealText, textParts } from './textParts';
import { visibleText } from './visibleText';

describe('texts of which everything can be seen', () => {
  it.each([
    ['ana\u202egnp.exe', 'ana[U+202E]gnp.exe'],
    ['"ana\u200b"', '"ana[U+200B]"'],
    ['a\u2066b\u2069', 'a[U+2066]b[U+2069]'],
    ['soft\u00adhyphen', 'soft[U+00AD]hyphen'],
    ['\u{e0041}', '[U+E0041]'],
    ['\u0000\u001b[2K', '[U+0000][U+001B][2K'],
    ['half \ud800.', 'half [U+D800].'],
    ['\ue000', '[U+E000]'],
    ['x\u3164', 'x[U+3164]'],
    ['no\u00a0break', 'no[U+00A0]break'],
    ['overwritten\rline', 'overwritten[U+000D]line'],
    // Letters that look like others
    ['User::"anа"', 'User::"anа[U+0430]"'],
    ['аdmin', 'а[U+0430]dmin'],
    ['read_ос', 'read_о[U+043E]с[U+0441]'],
    ['"оса"', '"о[U+043E]с[U+0441]а[U+0430]"'],
    ['team-оса', 'team-о[U+043E]с[U+0441]а[U+0430]'],
    ['οwner', 'ο[U+03BF]wner'],
    ['ոne', 'ո[U+0578]ne'],
    ['Ꭺdmin', 'Ꭺ[U+13AA]dmin'],
    ['ａna', 'ａ[U+FF41]na'],
    ['𝐚na', '𝐚[U+1D41A]na'],
    ['Ⅰd', 'Ⅰ[U+2160]d'],
    ['\u212Aim', '\u212A[U+212A]im'],
    ['ɡroup', 'ɡ[U+0261]roup'],
    ['cafe\u0301', 'cafe[U+0301]'],
  ])('shows what is in %j', (text, shown) => {
    expect(revealText(text)).toBe(shown);
    expect(
      textParts(text)
        .map(part => part.text)
        .join(''),
    ).toBe(text);
  });

  it.each([
    'permit (principal, action == Action::"read", resource);\r\n',
    'Только владельцы читают свои записи, а также с API.',
    'доступ с API-ключом',
    'дата рождения Анны и её сына',
    'שם המשתמש הוא דוד',
    'اسم المستخدم علی‌رضا',
    'नमस्ते क्‍ष',
    'Ο ιδιοκτήτης και η ομάδα',
    'お客様のデータをTシャツに',
    'ユーザー名 한국어 漢字',
    'The family 👨‍👩‍👧‍👦 ❤️ 1️⃣ 👍🏽 is fine',
    'naïve café – “quoted” … 5 µm, 20 °C, m²',
    'İstanbul’da ışık',
    'Łódź, Zürich, São Paulo, Việt Nam',
  ])('leaves honest text alone: %s', text => {
    expect(textParts(text)).toEqual([{ text }]);
    expect(checkText([{ path: 'notes.txt', content: text }])).toEqual([]);
    expect(visibleText().safeParse(text).success).toBe(true);
  });

  it('refuses titles and names of which a part cannot be seen', () => {
    for (const hidden of [
      '\u202e',
      '\u2066',
      '\u200b',
      '\u0007',
      '\u{e0020}',
    ]) {
      const { error } = visibleText().min(3).safeParse(`Anna${hidden}.exe`);
      expect(error?.issues[0].message).toMatch(
        /has U\+[0-9A-F]+.*; remove it$/,
      );
    }
    expect(visibleText().safeParse('Доступ').success).toBe(true);
  });

  it('says what and where in files', () => {
    const messages = checkText([
      {
        path: 'policies/a.cedar',
        content:
          'permit (principal == User::"ana", action, resource);\npermit (principal == User::"anа", action, resource);\n// all \u202eright\n',
      },
      { path: 'entities.yaml', content: '- id: ана # привет\n' },
      { path: 'policies/а.cedar', content: '' },
    ]).map(({ file, range, message }) => ({
      at: `${file}:${range?.startLine}:${range?.startColumn}`,
      message,
    }));
    expect(messages).toEqual([
      {
        at: 'policies/a.cedar:2:31',
        message: `'anа[U+0430]' mixes Latin and Cyrillic letters: U+0430, a Cyrillic letter that looks like 'a'`,
      },
      {
        at: 'policies/a.cedar:3:8',
        message: `'[U+202E]right' has U+202E (right-to-left override), which cannot be seen`,
      },
      {
        at: 'policies/а.cedar:undefined:undefined',
        message: `'policies/а[U+0430].cedar' looks like 'policies/a.cedar', which is another name of the set`,
      },
      {
        at: 'policies/a.cedar:2:29',
        message: `'anа[U+0430]' looks like 'ana', which is another name of the set`,
      },
      {
        at: 'entities.yaml:1:7',
        message: `'а[U+0430]н[U+043D]а[U+0430]' looks like 'ana', which is another name of the set`,
      },
    ]);
  });

  it('compares names with those of before', () => {
    const before = [{ path: 'a.json', content: '["team/ana", "Ann Lee"]' }];
    expect(
      checkText(
        [{ path: 'a.json', content: '["team∕ana", "Ann\u00a0Lee"]' }],
        before,
      ).map(({ message }) => message),
    ).toEqual([
      `'team∕[U+2215]ana' looks like 'team/ana', which is another name of the set`,
      `'Ann[U+00A0]Lee' looks like 'Ann Lee', which is another name of the set`,
    ]);
  });

  it.each([
    ['marks', 'a\u0301\u0323'.repeat(170_000)],
    ['one letter and marks', `a${'\u0301\u0323'.repeat(240_000)}`],
    ['invisible characters', '\u200b'.repeat(330_000)],
    ['joiners', 'क\u094d\u200d'.repeat(110_000)],
    ['words of one letter', 'а '.repeat(330_000)],
    ['names', '"а" '.repeat(200_000)],
    ['pictures', '👨‍'.repeat(140_000)],
    ['scripts', 'aаαա'.repeat(140_000)],
    ['punctuation', `а${'.'.repeat(999_000)}`],
  ])('comes to an end with a file full of %s', (_, content) => {
    // In squares of the length it would take longer than a test may.
    expect(checkText([{ path: 'a.txt', content }]).length).toBeLessThan(3_000);
  });
});
