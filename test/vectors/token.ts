/** The key and the signature of RFC 8037, appendix A: a compact JWS that is none of ours. */
export const RFC8037 = {
  /** `d` and `x` of appendix A.1, base64url. */
  seed: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  publicKey: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  /** Header and payload of appendix A.4. */
  header: '{"alg":"EdDSA"}',
  payload: 'Example of Ed25519 signing',
  jws: 'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg'
}

/** A token, the claims in it, and the seed of its issuer. */
export interface TokenVector {
  /** Ed25519 seed of the issuer, hexadecimal. */
  readonly seed: string
  /** Public key of the issuer, hexadecimal. */
  readonly issuer: string
  readonly audience: string
  readonly issuedMs: number
  readonly expiresMs: number
  readonly nonce: string
  /** Scope ids, hexadecimal. */
  readonly scopes: readonly string[]
  readonly claims: string
  readonly token: string
}

/** Golden tokens: by the key of RFC 8037, and by that of RFC 8032, 7.1, TEST 2. Vectors are added and never changed. */
export const TOKENS: readonly TokenVector[] = [
  {
    seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    issuer: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    audience: 'k51qzi5uqu5dhpjot0f7ncinr7yh3njwtxy129qjgpbdu9rydw02vtek4g2ubw',
    issuedMs: 1_767_225_600_000,
    expiresMs: 1_767_225_900_000,
    nonce: 'AAECAwQFBgcICQoLDA0ODw',
    scopes: ['000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'],
    claims: '{"iss":"k51qzi5uqu5dljtg5upm7x7ugan9lql3ewyknv4r4mhhkwzn8n7cnbd1unfwgq",' +
      '"aud":"k51qzi5uqu5dhpjot0f7ncinr7yh3njwtxy129qjgpbdu9rydw02vtek4g2ubw","iat":1767225600,"exp":1767225900,' +
      '"jti":"AAECAwQFBgcICQoLDA0ODw","scope":["aaaqeayeaudaocajbifqydiob4ibceqtcqkrmfyydenbwha5dypq"]}',
    token: 'eyJhbGciOiJFZERTQSIsInR5cCI6ImZhY3RtZXNoLXJlcXVlc3Qrand0In0.eyJpc3MiOiJrNTFxemk1dXF1NWRsanRnNXVwbTd4N3VnYW45bHFs' +
      'M2V3eWtudjRyNG1oaGt3em44bjdjbmJkMXVuZndncSIsImF1ZCI6Ims1MXF6aTV1cXU1ZGhwam90MGY3bmNpbnI3eWgzbmp3dHh5MTI5cWpncGJkdTly' +
      'eWR3MDJ2dGVrNGcydWJ3IiwiaWF0IjoxNzY3MjI1NjAwLCJleHAiOjE3NjcyMjU5MDAsImp0aSI6IkFBRUNBd1FGQmdjSUNRb0xEQTBPRHciLCJzY29w' +
      'ZSI6WyJhYWFxZWF5ZWF1ZGFvY2FqYmlmcXlkaW9iNGliY2VxdGNxa3JtZnl5ZGVuYndoYTVkeXBxIl19.xy41J7sBC8ka5TbCcD4fDpbQqOxP2fU7yEZ' +
      'eGjvUj9cn12FYupzX3jLPrQDbBiTX1JAkI7HIVm2nYaNwh0SRCg'
  },
  {
    seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    issuer: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    audience: 'k51qzi5uqu5dljtg5upm7x7ugan9lql3ewyknv4r4mhhkwzn8n7cnbd1unfwgq',
    issuedMs: 0,
    expiresMs: 3_600_000,
    nonce: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
    scopes: ['ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'],
    claims: '{"iss":"k51qzi5uqu5dhpjot0f7ncinr7yh3njwtxy129qjgpbdu9rydw02vtek4g2ubw",' +
      '"aud":"k51qzi5uqu5dljtg5upm7x7ugan9lql3ewyknv4r4mhhkwzn8n7cnbd1unfwgq","iat":0,"exp":3600,' +
      '"jti":"6ba7b810-9dad-11d1-80b4-00c04fd430c8","scope":["777777777777777777777777777777777777777777777777777q",' +
      '"aaaqeayeaudaocajbifqydiob4ibceqtcqkrmfyydenbwha5dypq"]}',
    token: 'eyJhbGciOiJFZERTQSIsInR5cCI6ImZhY3RtZXNoLXJlcXVlc3Qrand0In0.eyJpc3MiOiJrNTFxemk1dXF1NWRocGpvdDBmN25jaW5yN3loM25q' +
      'd3R4eTEyOXFqZ3BiZHU5cnlkdzAydnRlazRnMnVidyIsImF1ZCI6Ims1MXF6aTV1cXU1ZGxqdGc1dXBtN3g3dWdhbjlscWwzZXd5a252NHI0bWhoa3d6' +
      'bjhuN2NuYmQxdW5md2dxIiwiaWF0IjowLCJleHAiOjM2MDAsImp0aSI6IjZiYTdiODEwLTlkYWQtMTFkMS04MGI0LTAwYzA0ZmQ0MzBjOCIsInNjb3Bl' +
      'IjpbIjc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3N3EiLCJhYWFxZWF5ZWF1ZGFvY2FqYmlmcXlkaW9iNGli' +
      'Y2VxdGNxa3JtZnl5ZGVuYndoYTVkeXBxIl19.7T-DNoIHANdREomnMM-F-aeOf9k0ZHrqaoB2afa93V0X3NRm0PiXJWPoxXAm-PizyvOBBPBFpNPjdW1' +
      'YWuvzAw'
  }
]
