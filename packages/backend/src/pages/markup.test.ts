import { expect, test } from 'vitest';
import { markup, name, say } from './markup.ts';

test('values are escaped in text and in attributes', () => {
  const hostile = `<script>alert("1")</script>&'`;
  const escaped = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;';
  expect(String(markup`<p title="${hostile}">${hostile}</p>`)).toBe(`<p title="${escaped}">${escaped}</p>`);
});

test('markup within markup stays markup, and nothing leaves no trace', () => {
  const items = ['a', 'b'].map((item) => markup`<li>${item}</li>`);
  expect(String(markup`<ul>${items}${false}${null}${undefined}${0}</ul>`)).toBe('<ul><li>a</li><li>b</li>0</ul>');
});

test('indentation of the template goes, that of a value stays', () => {
  expect(
    String(markup`<p>
      ${'a\n  b'}
    </p>`),
  ).toBe('<p>\na\n  b\n</p>');
});

test('a sentence isolates what it names and escapes it', () => {
  expect(String(say('Shared by {sharer}', { sharer: 'Maya <3' }))).toBe('Shared by <bdi>Maya &lt;3</bdi>');
});

test('a name cannot smuggle in another name', () => {
  expect(String(say('{a}, {b}', { a: '{b}', b: name('c') }))).toBe('<bdi>{b}</bdi>, <bdi>c</bdi>');
});
