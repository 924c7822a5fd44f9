/** Keys of scopes in the hash table, as `docs/protocols/discovery.md` derives them. Only ever added to. */
export const SCOPE_KEYS: ReadonlyArray<{ readonly scope: readonly number[], readonly key: string }> = [
  { scope: Array.from({ length: 32 }, () => 0), key: 'bafkreiaenncq5yamizsclroh2j4zeusdoudmxat75y4j3hsid5v2der4se' },
  { scope: Array.from({ length: 32 }, (_, index) => index), key: 'bafkreiftiuwdkxvbzy7jbglhbw47mqnrhv3xfaez2uhzt754d3gkma364i' }
]
