import type { LensCandidate, LensContext } from '../../src/policy/lens/index.ts'

const DAY_MS = 86_400_000
const CUT_MS = 1_767_225_600_000

/** Candidates that make every lens speak: four values, three authors, five classes, votes, editions, rules and a tie. */
export const VECTOR_CANDIDATES: readonly LensCandidate[] = [
  {
    id: 'bafya.0',
    value: { type: 'string', v: 'admin' },
    author: 'k51a',
    source: 'stigmem://k51a/agent/scribe',
    relation: 'memory:role',
    confidence: 900_000,
    hlc: { wallMs: CUT_MS - 30 * DAY_MS, counter: 2 },
    hash: Uint8Array.of(1, 2),
    sourceClass: 1,
    votes: { for: 3_000_000, against: 500_000 },
    trust: 900_000,
    edition: '2026'
  },
  {
    id: 'bafyb.0',
    value: { type: 'string', v: 'guest “é”' },
    author: 'k51b',
    source: 'stigmem://k51b/node/self',
    relation: 'constraint:forbidden',
    confidence: 650_000,
    hlc: { wallMs: CUT_MS - 30 * DAY_MS, counter: 2 },
    sourceClass: 5,
    votes: { for: 1_000_000, against: 0 },
    trust: 100_000,
    edition: 'loop'
  },
  {
    id: 'bafyb.1',
    value: { type: 'number', v: 0.1 },
    author: 'k51b',
    source: 'stigmem://k51b/agent/two',
    relation: 'constraint:must-use',
    confidence: 333_333,
    hlc: { wallMs: CUT_MS, counter: 0 },
    sourceClass: 2
  },
  {
    id: 'bafyc.0',
    value: { type: 'string', v: 'admin' },
    author: 'k51c',
    source: 'stigmem://k51c/node/self',
    relation: 'constraint:must-use',
    confidence: 1,
    hlc: { wallMs: CUT_MS - 1, counter: 65_535 },
    edition: '2025',
    life: 2
  },
  {
    id: 'bafyc.1',
    value: { type: 'null', v: null },
    author: 'k51c',
    source: 'stigmem://k51c/agent/late',
    confidence: 1_000_000,
    hlc: { wallMs: CUT_MS + 5, counter: 0 },
    sourceClass: 1,
    votes: { for: 0, against: 1 }
  }
]

/** The context of the golden resolutions. */
export const VECTOR_CONTEXT: LensContext = {
  cut: { wallMs: CUT_MS, counter: 0 },
  eigentrust: new Map([['k51a', 400_000_000_001], ['k51c', 599_999_999_999]]),
  domainTrust: new Map([['k51c', 250_000]]),
  editions: { known: new Set(['2025', '2026', 'loop']), superseded: new Set(['2025']), spared: new Set(['2026']), cyclic: new Set(['loop']) }
}

/** Expressions and the bytes of what they resolve, as text. Vectors are added and never changed. */
export const RESOLUTIONS: ReadonlyArray<{ readonly lens: string, readonly json: string }> = [
  {
    lens: 'confidence',
    json: '{"candidates":[{"id":"bafyc.1","share":0.346821,"value":{"type":"null","v":null},"weight":1000000,"why":[{"code":"stat' +
      'ed","level":"info","params":{"confidence":1000000},"text":"It is stated with 1000000 millionths."}]},{"id":"bafya.0","' +
      'share":0.312139,"value":{"type":"string","v":"admin"},"weight":900000,"why":[{"code":"stated","level":"info","params":' +
      '{"confidence":900000},"text":"It is stated with 900000 millionths."}]},{"id":"bafyb.0","share":0.225433,"value":{"type' +
      '":"string","v":"guest “é”"},"weight":650000,"why":[{"code":"stated","level":"info","params":{"confidence":650000},"tex' +
      't":"It is stated with 650000 millionths."}]},{"id":"bafyb.1","share":0.115607,"value":{"type":"number","v":0.1},"weigh' +
      't":333333,"why":[{"code":"stated","level":"info","params":{"confidence":333333},"text":"It is stated with 333333 milli' +
      'onths."}]},{"id":"bafyc.0","share":0,"value":{"type":"string","v":"admin"},"weight":1,"why":[{"code":"stated","level":' +
      '"info","params":{"confidence":1},"text":"It is stated with 1 millionths."}]}],"candidatesCount":5,"confidence":1,"conf' +
      'lictScore":0.94926,"explanation":[{"code":"most-confident","level":"info","params":{"confidence":1000000},"text":"The ' +
      'statement with the highest confidence answers: 1000000 millionths."}],"lens":"confidence","values":[{"claimants":1,"id' +
      '":"bafyc.1","share":0.346821},{"claimants":2,"id":"bafyc.0","share":0.312139},{"claimants":1,"id":"bafyb.0","share":0.' +
      '225433},{"claimants":1,"id":"bafyb.1","share":0.115607}],"winner":{"id":"bafyc.1","share":0.346821,"value":{"type":"nu' +
      'll","v":null},"weight":1000000,"why":[{"code":"stated","level":"info","params":{"confidence":1000000},"text":"It is st' +
      'ated with 1000000 millionths."}]}}'
  },
  {
    lens: 'consensus',
    json: '{"candidates":[{"id":"bafyc.0","share":0.2,"value":{"type":"string","v":"admin"},"weight":1000000,"why":[{"code":"clai' +
      'mants","level":"info","params":{"claimants":2},"text":"Its value has 2 claimants."}]},{"id":"bafya.0","share":0.2,"val' +
      'ue":{"type":"string","v":"admin"},"weight":1000000,"why":[{"code":"claimants","level":"info","params":{"claimants":2},' +
      '"text":"Its value has 2 claimants."}]},{"id":"bafyc.1","share":0.2,"value":{"type":"null","v":null},"weight":1000000,"' +
      'why":[{"code":"claimants","level":"info","params":{"claimants":1},"text":"Its value has 1 claimants."}]},{"id":"bafyb.' +
      '1","share":0.2,"value":{"type":"number","v":0.1},"weight":1000000,"why":[{"code":"claimants","level":"info","params":{' +
      '"claimants":1},"text":"Its value has 1 claimants."}]},{"id":"bafyb.0","share":0.2,"value":{"type":"string","v":"guest ' +
      '“é”"},"weight":1000000,"why":[{"code":"claimants","level":"info","params":{"claimants":1},"text":"Its value has 1 clai' +
      'mants."}]}],"candidatesCount":5,"confidence":0.4,"conflictScore":0.94926,"explanation":[{"code":"most-claimants","leve' +
      'l":"info","params":{"claimants":2,"of":5},"text":"The value with the most claimants answers: 2 of 5."}],"lens":"consen' +
      'sus","values":[{"claimants":1,"id":"bafyc.1","share":0.346821},{"claimants":2,"id":"bafyc.0","share":0.312139},{"claim' +
      'ants":1,"id":"bafyb.0","share":0.225433},{"claimants":1,"id":"bafyb.1","share":0.115607}],"winner":{"id":"bafyc.0","sh' +
      'are":0.2,"value":{"type":"string","v":"admin"},"weight":1000000,"why":[{"code":"claimants","level":"info","params":{"c' +
      'laimants":2},"text":"Its value has 2 claimants."}]}}'
  },
  {
    lens: 'constraints',
    json: '{"candidates":[{"id":"bafyb.0","share":0.661017,"value":{"type":"string","v":"guest “é”"},"weight":650000,"why":[{"cod' +
      'e":"stated","level":"info","params":{"confidence":650000},"text":"It is stated with 650000 millionths."}]},{"id":"bafy' +
      'b.1","share":0.338982,"value":{"type":"number","v":0.1},"weight":333333,"why":[{"code":"stated","level":"info","params' +
      '":{"confidence":333333},"text":"It is stated with 333333 millionths."}]},{"id":"bafyc.0","share":0.000001,"value":{"ty' +
      'pe":"string","v":"admin"},"weight":1,"why":[{"code":"stated","level":"info","params":{"confidence":1},"text":"It is st' +
      'ated with 1 millionths."}]}],"candidatesCount":5,"confidence":0,"conflictScore":0,"constraints":{"forbidden":[{"facts"' +
      ':["bafyb.0"],"value":{"type":"string","v":"guest “é”"}}],"mustUse":[{"facts":["bafyb.1"],"value":{"type":"number","v":' +
      '0.1}},{"facts":["bafyc.0"],"value":{"type":"string","v":"admin"}}]},"explanation":[{"code":"rules","level":"info","par' +
      'ams":{"forbidden":1,"mustUse":2},"text":"There are 2 rules to use something and 1 rules against it."}],"lens":"constra' +
      'ints","values":[{"claimants":1,"id":"bafyc.1","share":0.346821},{"claimants":2,"id":"bafyc.0","share":0.312139},{"clai' +
      'mants":1,"id":"bafyb.0","share":0.225433},{"claimants":1,"id":"bafyb.1","share":0.115607}]}'
  },
  {
    lens: 'eigentrust-authority',
    json: '{"candidates":[{"id":"bafyc.1","share":0.675675,"value":{"type":"null","v":null},"weight":374999999999,"why":[{"code":' +
      '"eigentrust","level":"info","params":{"domain":250000,"eigentrust":599999999999},"text":"Its author has 599999999999 t' +
      'rillionths of the trust, and 250000 millionths in this domain."}]},{"id":"bafya.0","share":0.324324,"value":{"type":"s' +
      'tring","v":"admin"},"weight":180000000000,"why":[{"code":"eigentrust","level":"info","params":{"domain":0,"eigentrust"' +
      ':400000000001},"text":"Its author has 400000000001 trillionths of the trust, and 0 millionths in this domain."}]},{"id' +
      '":"bafyc.0","share":0.000001,"value":{"type":"string","v":"admin"},"weight":374999,"why":[{"code":"eigentrust","level"' +
      ':"info","params":{"domain":250000,"eigentrust":599999999999},"text":"Its author has 599999999999 trillionths of the tr' +
      'ust, and 250000 millionths in this domain."}]},{"id":"bafyb.1","share":0,"value":{"type":"number","v":0.1},"weight":0,' +
      '"why":[{"code":"eigentrust","level":"info","params":{"domain":0,"eigentrust":0},"text":"Its author has 0 trillionths o' +
      'f the trust, and 0 millionths in this domain."}]},{"id":"bafyb.0","share":0,"value":{"type":"string","v":"guest “é”"},' +
      '"weight":0,"why":[{"code":"eigentrust","level":"info","params":{"domain":0,"eigentrust":0},"text":"Its author has 0 tr' +
      'illionths of the trust, and 0 millionths in this domain."}]}],"candidatesCount":5,"confidence":0.675675,"conflictScore' +
      '":0.94926,"explanation":[{"code":"most-weight","level":"info","params":{},"text":"The statement with the largest weigh' +
      't answers."}],"lens":"eigentrust-authority","values":[{"claimants":1,"id":"bafyc.1","share":0.346821},{"claimants":2,"' +
      'id":"bafyc.0","share":0.312139},{"claimants":1,"id":"bafyb.0","share":0.225433},{"claimants":1,"id":"bafyb.1","share":' +
      '0.115607}],"winner":{"id":"bafyc.1","share":0.675675,"value":{"type":"null","v":null},"weight":374999999999,"why":[{"c' +
      'ode":"eigentrust","level":"info","params":{"domain":250000,"eigentrust":599999999999},"text":"Its author has 599999999' +
      '999 trillionths of the trust, and 250000 millionths in this domain."}]}}'
  },
  {
    lens: 'hlc-recency',
    json: '{"candidates":[{"id":"bafyc.1","share":0.346821,"value":{"type":"null","v":null},"weight":1000000,"why":[{"code":"stam' +
      'ped","level":"info","params":{"hlc":"1767225600005.00000"},"text":"It was written at 1767225600005.00000."}]},{"id":"b' +
      'afyb.1","share":0.115607,"value":{"type":"number","v":0.1},"weight":333333,"why":[{"code":"stamped","level":"info","pa' +
      'rams":{"hlc":"1767225600000.00000"},"text":"It was written at 1767225600000.00000."}]},{"id":"bafyc.0","share":0,"valu' +
      'e":{"type":"string","v":"admin"},"weight":1,"why":[{"code":"stamped","level":"info","params":{"hlc":"1767225599999.655' +
      '35"},"text":"It was written at 1767225599999.65535."}]},{"id":"bafya.0","share":0.312139,"value":{"type":"string","v":' +
      '"admin"},"weight":900000,"why":[{"code":"stamped","level":"info","params":{"hlc":"1764633600000.00002"},"text":"It was' +
      ' written at 1764633600000.00002."}]},{"id":"bafyb.0","share":0.225433,"value":{"type":"string","v":"guest “é”"},"weigh' +
      't":650000,"why":[{"code":"stamped","level":"info","params":{"hlc":"1764633600000.00002"},"text":"It was written at 176' +
      '4633600000.00002."}]}],"candidatesCount":5,"confidence":0.5,"conflictScore":0.94926,"explanation":[{"code":"newest","l' +
      'evel":"info","params":{"gapMs":5},"text":"The newest statement answers; the next one is 5 ms older."}],"lens":"hlc-rec' +
      'ency","values":[{"claimants":1,"id":"bafyc.1","share":0.346821},{"claimants":2,"id":"bafyc.0","share":0.312139},{"clai' +
      'mants":1,"id":"bafyb.0","share":0.225433},{"claimants":1,"id":"bafyb.1","share":0.115607}],"winner":{"id":"bafyc.1","s' +
      'hare":0.346821,"value":{"type":"null","v":null},"weight":1000000,"why":[{"code":"stamped","level":"info","params":{"hl' +
      'c":"1767225600005.00000"},"text":"It was written at 1767225600005.00000."}]}}'
  },
  {
    lens: 'layered-consensus',
    json: '{"candidates":[{"id":"bafyc.1","share":0.39478,"value":{"type":"null","v":null},"weight":1000000,"why":[{"code":"tier"' +
      ',"level":"info","params":{"factor":1000000000000,"sourceClass":1},"text":"It stands in class 1, where its age leaves 1' +
      '000000000000 trillionths of its weight."}]},{"id":"bafya.0","share":0.345324,"value":{"type":"string","v":"admin"},"we' +
      'ight":874724,"why":[{"code":"tier","level":"info","params":{"factor":971916386277,"sourceClass":1},"text":"It stands i' +
      'n class 1, where its age leaves 971916386277 trillionths of its weight."}]},{"id":"bafyb.1","share":0.131593,"value":{' +
      '"type":"number","v":0.1},"weight":333333,"why":[{"code":"tier","level":"info","params":{"factor":1000000000000,"source' +
      'Class":2},"text":"It stands in class 2, where its age leaves 1000000000000 trillionths of its weight."}]},{"id":"bafyb' +
      '.0","share":0.128303,"value":{"type":"string","v":"guest “é”"},"weight":325000,"why":[{"code":"tier","level":"info","p' +
      'arams":{"factor":500000000000,"sourceClass":5},"text":"It stands in class 5, where its age leaves 500000000000 trillio' +
      'nths of its weight."}]},{"id":"bafyc.0","share":0,"value":{"type":"string","v":"admin"},"weight":0,"why":[{"code":"tie' +
      'r","level":"info","params":{"factor":999999999733,"sourceClass":5},"text":"It stands in class 5, where its age leaves ' +
      '999999999733 trillionths of its weight."}]}],"candidatesCount":5,"confidence":0.533412,"conflictScore":0.94926,"crossT' +
      'ierConflict":1,"explanation":[{"code":"top-tier","level":"info","params":{"sourceClass":1,"tiers":3},"text":"Class 1 i' +
      's the most authoritative one of 3 with statements, so its winner answers."},{"code":"tiers-disagree","level":"info","p' +
      'arams":{},"text":"The classes disagree about the answer."}],"lens":"layered-consensus","tiers":[{"candidatesCount":2,"' +
      'confidence":0.533412,"conflictScore":0.998001,"sourceClass":1,"winner":"bafyc.1"},{"candidatesCount":1,"confidence":1,' +
      '"conflictScore":0,"sourceClass":2,"winner":"bafyb.1"},{"candidatesCount":2,"confidence":0.999997,"conflictScore":0.000' +
      '032,"sourceClass":5,"winner":"bafyb.0"}],"values":[{"claimants":1,"id":"bafyc.1","share":0.346821},{"claimants":2,"id"' +
      ':"bafyc.0","share":0.312139},{"claimants":1,"id":"bafyb.0","share":0.225433},{"claimants":1,"id":"bafyb.1","share":0.1' +
      '15607}],"winner":{"id":"bafyc.1","share":0.39478,"value":{"type":"null","v":null},"weight":1000000,"why":[{"code":"tie' +
      'r","level":"info","params":{"factor":1000000000000,"sourceClass":1},"text":"It stands in class 1, where its age leaves' +
      ' 1000000000000 trillionths of its weight."}]}}'
  },
  {
    lens: 'recency',
    json: '{"candidates":[{"id":"bafyc.1","share":0.346821,"value":{"type":"null","v":null},"weight":1000000,"why":[{"code":"stam' +
      'ped","level":"info","params":{"hlc":"1767225600005.00000"},"text":"It was written at 1767225600005.00000."}]},{"id":"b' +
      'afyb.1","share":0.115607,"value":{"type":"number","v":0.1},"weight":333333,"why":[{"code":"stamped","level":"info","pa' +
      'rams":{"hlc":"1767225600000.00000"},"text":"It was written at 1767225600000.00000."}]},{"id":"bafyc.0","share":0,"valu' +
      'e":{"type":"string","v":"admin"},"weight":1,"why":[{"code":"stamped","level":"info","params":{"hlc":"1767225599999.655' +
      '35"},"text":"It was written at 1767225599999.65535."}]},{"id":"bafya.0","share":0.312139,"value":{"type":"string","v":' +
      '"admin"},"weight":900000,"why":[{"code":"stamped","level":"info","params":{"hlc":"1764633600000.00002"},"text":"It was' +
      ' written at 1764633600000.00002."}]},{"id":"bafyb.0","share":0.225433,"value":{"type":"string","v":"guest “é”"},"weigh' +
      't":650000,"why":[{"code":"stamped","level":"info","params":{"hlc":"1764633600000.00002"},"text":"It was written at 176' +
      '4633600000.00002."}]}],"candidatesCount":5,"confidence":1,"conflictScore":0.94926,"explanation":[{"code":"newest","lev' +
      'el":"info","params":{"gapMs":5},"text":"The newest statement answers; the next one is 5 ms older."}],"lens":"recency",' +
      '"values":[{"claimants":1,"id":"bafyc.1","share":0.346821},{"claimants":2,"id":"bafyc.0","share":0.312139},{"claimants"' +
      ':1,"id":"bafyb.0","share":0.225433},{"claimants":1,"id":"bafyb.1","share":0.115607}],"winner":{"id":"bafyc.1","share":' +
      '0.346821,"value":{"type":"null","v":null},"weight":1000000,"why":[{"code":"stamped","level":"info","params":{"hlc":"17' +
      '67225600005.00000"},"text":"It was written at 1767225600005.00000."}]}}'
  },
  {
    lens: 'skeptic',
    json: '{"candidates":[{"id":"bafyc.1","share":0.346821,"value":{"type":"null","v":null},"weight":1000000,"why":[{"code":"stat' +
      'ed","level":"info","params":{"confidence":1000000},"text":"It is stated with 1000000 millionths."}]},{"id":"bafyc.0","' +
      'share":0,"value":{"type":"string","v":"admin"},"weight":1,"why":[{"code":"stated","level":"info","params":{"confidence' +
      '":1},"text":"It is stated with 1 millionths."}]},{"id":"bafya.0","share":0.312139,"value":{"type":"string","v":"admin"' +
      '},"weight":900000,"why":[{"code":"stated","level":"info","params":{"confidence":900000},"text":"It is stated with 9000' +
      '00 millionths."}]},{"id":"bafyb.0","share":0.225433,"value":{"type":"string","v":"guest “é”"},"weight":650000,"why":[{' +
      '"code":"stated","level":"info","params":{"confidence":650000},"text":"It is stated with 650000 millionths."}]},{"id":"' +
      'bafyb.1","share":0.115607,"value":{"type":"number","v":0.1},"weight":333333,"why":[{"code":"stated","level":"info","pa' +
      'rams":{"confidence":333333},"text":"It is stated with 333333 millionths."}]}],"candidatesCount":5,"confidence":0,"conf' +
      'lictScore":0.94926,"explanation":[{"code":"agreement","level":"info","params":{"status":"Contested"},"text":"The state' +
      'ments are Contested; this lens gives a picture and no answer."}],"lens":"skeptic","status":"Contested","values":[{"cla' +
      'imants":1,"id":"bafyc.1","share":0.346821},{"claimants":2,"id":"bafyc.0","share":0.312139},{"claimants":1,"id":"bafyb.' +
      '0","share":0.225433},{"claimants":1,"id":"bafyb.1","share":0.115607}]}'
  },
  {
    lens: 'stigmem-default',
    json: '{"candidates":[{"id":"bafyc.1","share":0.346821,"value":{"type":"null","v":null},"weight":1000000,"why":[{"code":"stat' +
      'ed","level":"info","params":{"confidence":1000000},"text":"It is stated with 1000000 millionths."}]},{"id":"bafya.0","' +
      'share":0.312139,"value":{"type":"string","v":"admin"},"weight":900000,"why":[{"code":"stated","level":"info","params":' +
      '{"confidence":900000},"text":"It is stated with 900000 millionths."}]},{"id":"bafyb.0","share":0.225433,"value":{"type' +
      '":"string","v":"guest “é”"},"weight":650000,"why":[{"code":"stated","level":"info","params":{"confidence":650000},"tex' +
      't":"It is stated with 650000 millionths."}]},{"id":"bafyb.1","share":0.115607,"value":{"type":"number","v":0.1},"weigh' +
      't":333333,"why":[{"code":"stated","level":"info","params":{"confidence":333333},"text":"It is stated with 333333 milli' +
      'onths."}]},{"id":"bafyc.0","share":0,"value":{"type":"string","v":"admin"},"weight":1,"why":[{"code":"stated","level":' +
      '"info","params":{"confidence":1},"text":"It is stated with 1 millionths."}]}],"candidatesCount":5,"confidence":1,"conf' +
      'lictScore":0.94926,"explanation":[{"code":"most-confident","level":"info","params":{"confidence":1000000},"text":"The ' +
      'statement with the highest confidence answers: 1000000 millionths."}],"lens":"stigmem-default","values":[{"claimants":' +
      '1,"id":"bafyc.1","share":0.346821},{"claimants":2,"id":"bafyc.0","share":0.312139},{"claimants":1,"id":"bafyb.0","shar' +
      'e":0.225433},{"claimants":1,"id":"bafyb.1","share":0.115607}],"winner":{"id":"bafyc.1","share":0.346821,"value":{"type' +
      '":"null","v":null},"weight":1000000,"why":[{"code":"stated","level":"info","params":{"confidence":1000000},"text":"It ' +
      'is stated with 1000000 millionths."}]}}'
  },
  {
    lens: 'trust-aware-authority',
    json: '{"candidates":[{"id":"bafya.0","share":0.525405,"value":{"type":"string","v":"admin"},"weight":810000,"why":[{"code":"' +
      'trust","level":"info","params":{"trust":900000},"text":"Its author has a reputation of 900000 millionths."}]},{"id":"b' +
      'afyc.1","share":0.324324,"value":{"type":"null","v":null},"weight":500000,"why":[{"code":"trust","level":"info","param' +
      's":{"trust":500000},"text":"Its author has a reputation of 500000 millionths."}]},{"id":"bafyb.1","share":0.108108,"va' +
      'lue":{"type":"number","v":0.1},"weight":166666,"why":[{"code":"trust","level":"info","params":{"trust":500000},"text":' +
      '"Its author has a reputation of 500000 millionths."}]},{"id":"bafyb.0","share":0.042162,"value":{"type":"string","v":"' +
      'guest “é”"},"weight":65000,"why":[{"code":"trust","level":"info","params":{"trust":100000},"text":"Its author has a re' +
      'putation of 100000 millionths."}]},{"id":"bafyc.0","share":0,"value":{"type":"string","v":"admin"},"weight":0,"why":[{' +
      '"code":"trust","level":"info","params":{"trust":500000},"text":"Its author has a reputation of 500000 millionths."}]}]' +
      ',"candidatesCount":5,"confidence":0.81,"conflictScore":0.94926,"explanation":[{"code":"most-weight","level":"info","pa' +
      'rams":{},"text":"The statement with the largest weight answers."}],"lens":"trust-aware-authority","values":[{"claimant' +
      's":1,"id":"bafyc.1","share":0.346821},{"claimants":2,"id":"bafyc.0","share":0.312139},{"claimants":1,"id":"bafyb.0","s' +
      'hare":0.225433},{"claimants":1,"id":"bafyb.1","share":0.115607}],"winner":{"id":"bafya.0","share":0.525405,"value":{"t' +
      'ype":"string","v":"admin"},"weight":810000,"why":[{"code":"trust","level":"info","params":{"trust":900000},"text":"Its' +
      ' author has a reputation of 900000 millionths."}]}}'
  },
  {
    lens: 'vote-aware-consensus',
    json: '{"candidates":[{"id":"bafya.0","share":0.714286,"value":{"type":"string","v":"admin"},"weight":2500000,"why":[{"code":' +
      '"votes","level":"info","params":{"against":500000,"for":3000000},"text":"Votes weigh 3000000 millionths for it and 500' +
      '000 against it."}]},{"id":"bafyb.0","share":0.285714,"value":{"type":"string","v":"guest “é”"},"weight":1000000,"why":' +
      '[{"code":"votes","level":"info","params":{"against":0,"for":1000000},"text":"Votes weigh 1000000 millionths for it and' +
      ' 0 against it."}]},{"id":"bafyc.1","share":0,"value":{"type":"null","v":null},"weight":0,"why":[{"code":"votes","level' +
      '":"info","params":{"against":1,"for":0},"text":"Votes weigh 0 millionths for it and 1 against it."}]},{"id":"bafyb.1",' +
      '"share":0,"value":{"type":"number","v":0.1},"weight":0,"why":[{"code":"votes","level":"info","params":{"against":0,"fo' +
      'r":0},"text":"Votes weigh 0 millionths for it and 0 against it."}]},{"id":"bafyc.0","share":0,"value":{"type":"string"' +
      ',"v":"admin"},"weight":0,"why":[{"code":"votes","level":"info","params":{"against":0,"for":0},"text":"Votes weigh 0 mi' +
      'llionths for it and 0 against it."}]}],"candidatesCount":5,"confidence":0.714286,"conflictScore":0.94926,"explanation"' +
      ':[{"code":"most-voted","level":"info","params":{"of":3500000,"weight":2500000},"text":"The statement with the largest ' +
      'weight of votes answers: 2500000 of 3500000 millionths."}],"lens":"vote-aware-consensus","values":[{"claimants":1,"id"' +
      ':"bafyc.1","share":0.346821},{"claimants":2,"id":"bafyc.0","share":0.312139},{"claimants":1,"id":"bafyb.0","share":0.2' +
      '25433},{"claimants":1,"id":"bafyb.1","share":0.115607}],"winner":{"id":"bafya.0","share":0.714286,"value":{"type":"str' +
      'ing","v":"admin"},"weight":2500000,"why":[{"code":"votes","level":"info","params":{"against":500000,"for":3000000},"te' +
      'xt":"Votes weigh 3000000 millionths for it and 500000 against it."}]}}'
  },
  {
    lens: 'epoch-aware(recency)',
    json: '{"candidates":[{"id":"bafyc.1","share":0.346821,"value":{"type":"null","v":null},"weight":1000000,"why":[{"code":"stam' +
      'ped","level":"info","params":{"hlc":"1767225600005.00000"},"text":"It was written at 1767225600005.00000."}]},{"id":"b' +
      'afyb.1","share":0.115607,"value":{"type":"number","v":0.1},"weight":333333,"why":[{"code":"stamped","level":"info","pa' +
      'rams":{"hlc":"1767225600000.00000"},"text":"It was written at 1767225600000.00000."}]},{"id":"bafya.0","share":0.31213' +
      '9,"value":{"type":"string","v":"admin"},"weight":900000,"why":[{"code":"stamped","level":"info","params":{"hlc":"17646' +
      '33600000.00002"},"text":"It was written at 1764633600000.00002."}]},{"id":"bafyb.0","share":0.225434,"value":{"type":"' +
      'string","v":"guest “é”"},"weight":650000,"why":[{"code":"stamped","level":"info","params":{"hlc":"1764633600000.00002"' +
      '},"text":"It was written at 1764633600000.00002."}]}],"candidatesCount":5,"confidence":1,"conflictScore":0.94926,"expl' +
      'anation":[{"code":"edition-superseded","level":"info","params":{"count":1},"text":"1 statements of superseded editions' +
      ' are left out."},{"code":"edition-broken","level":"warning","params":{"count":1,"names":"2026"},"text":"1 editions are' +
      ' replaced by a record without a type, so their statements count: 2026."},{"code":"edition-cycle","level":"warning","pa' +
      'rams":{"count":1,"names":"loop"},"text":"1 editions replace each other in a circle, so their statements count: loop."}' +
      ',{"code":"newest","level":"info","params":{"gapMs":5},"text":"The newest statement answers; the next one is 5 ms older' +
      '."}],"lens":"epoch-aware(recency)","values":[{"claimants":1,"id":"bafyc.1","share":0.346821},{"claimants":1,"id":"bafy' +
      'a.0","share":0.312139},{"claimants":1,"id":"bafyb.0","share":0.225434},{"claimants":1,"id":"bafyb.1","share":0.115607}' +
      '],"winner":{"id":"bafyc.1","share":0.346821,"value":{"type":"null","v":null},"weight":1000000,"why":[{"code":"stamped"' +
      ',"level":"info","params":{"hlc":"1767225600005.00000"},"text":"It was written at 1767225600005.00000."}]}}'
  },
  {
    lens: 'skeptic(agreed-below=1000000)',
    json: '{"candidates":[{"id":"bafyc.1","share":0.346821,"value":{"type":"null","v":null},"weight":1000000,"why":[{"code":"stat' +
      'ed","level":"info","params":{"confidence":1000000},"text":"It is stated with 1000000 millionths."}]},{"id":"bafyc.0","' +
      'share":0,"value":{"type":"string","v":"admin"},"weight":1,"why":[{"code":"stated","level":"info","params":{"confidence' +
      '":1},"text":"It is stated with 1 millionths."}]},{"id":"bafya.0","share":0.312139,"value":{"type":"string","v":"admin"' +
      '},"weight":900000,"why":[{"code":"stated","level":"info","params":{"confidence":900000},"text":"It is stated with 9000' +
      '00 millionths."}]},{"id":"bafyb.0","share":0.225433,"value":{"type":"string","v":"guest “é”"},"weight":650000,"why":[{' +
      '"code":"stated","level":"info","params":{"confidence":650000},"text":"It is stated with 650000 millionths."}]},{"id":"' +
      'bafyb.1","share":0.115607,"value":{"type":"number","v":0.1},"weight":333333,"why":[{"code":"stated","level":"info","pa' +
      'rams":{"confidence":333333},"text":"It is stated with 333333 millionths."}]}],"candidatesCount":5,"confidence":0,"conf' +
      'lictScore":0.94926,"explanation":[{"code":"agreement","level":"info","params":{"status":"Agreed"},"text":"The statemen' +
      'ts are Agreed; this lens gives a picture and no answer."}],"lens":"skeptic(agreed-below=1000000)","status":"Agreed","v' +
      'alues":[{"claimants":1,"id":"bafyc.1","share":0.346821},{"claimants":2,"id":"bafyc.0","share":0.312139},{"claimants":1' +
      ',"id":"bafyb.0","share":0.225433},{"claimants":1,"id":"bafyb.1","share":0.115607}]}'
  }
]
