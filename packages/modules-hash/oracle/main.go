// Writes the table that src/oracle.test.ts holds our digests against:
//
//	go run . > cases.json && npx prettier --write cases.json
//
// Inputs stand as hexadecimal. They cross every border of the algorithms: empty, one byte, the 55, 56, 63, 64 and 65 bytes
// at which a block of MD5, SHA-1 and SHA-256 fills, the 111, 112, 127, 128 and 129 of SHA-512, and secrets around the size
// of a block, beyond which HMAC takes their digest.
package main

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"hash"
	"hash/fnv"
	"os"
	"strconv"
)

type digestCase struct {
	Data    string            `json:"data"`
	Digests map[string]string `json:"digests"`
	FNV32   uint32            `json:"fnv32"`
	// Two's complement, as Lua sees it; a text, since JSON readers take numbers for doubles.
	FNV64    string `json:"fnv64"`
	FNV64Hex string `json:"fnv64_hex"`
}

type hmacCase struct {
	Data   string            `json:"data"`
	Secret string            `json:"secret"`
	Codes  map[string]string `json:"codes"`
}

var algorithms = map[string]func() hash.Hash{
	"md5": md5.New, "sha1": sha1.New, "sha256": sha256.New, "sha512": sha512.New,
}

// Bytes that are neither all the same nor text, the same at every run.
func bytesOf(length, seed int) []byte {
	bytes := make([]byte, length)
	state := uint32(seed)*2654435761 + 1
	for i := range bytes {
		state = state*1664525 + 1013904223
		bytes[i] = byte(state >> 24)
	}
	return bytes
}

func main() {
	inputs := [][]byte{{}, {0}, {255}, []byte("a"), []byte("foobar"), []byte("Grüße, 世界"), []byte("chongo was here!\n")}
	for seed, length := range []int{2, 3, 55, 56, 57, 63, 64, 65, 111, 112, 113, 127, 128, 129, 1000, 4096} {
		inputs = append(inputs, bytesOf(length, seed))
	}
	var table struct {
		Digests []digestCase `json:"digests"`
		Hmacs   []hmacCase   `json:"hmacs"`
	}
	for _, data := range inputs {
		one := digestCase{Data: hex.EncodeToString(data), Digests: map[string]string{}}
		for name, make := range algorithms {
			digest := make()
			digest.Write(data)
			one.Digests[name] = hex.EncodeToString(digest.Sum(nil))
		}
		narrow, wide := fnv.New32(), fnv.New64()
		narrow.Write(data)
		wide.Write(data)
		one.FNV32 = narrow.Sum32()
		one.FNV64 = strconv.FormatInt(int64(wide.Sum64()), 10)
		one.FNV64Hex = hex.EncodeToString(wide.Sum(nil))
		table.Digests = append(table.Digests, one)
	}
	secrets := [][]byte{{}, {0}, []byte("secret")}
	for seed, length := range []int{63, 64, 65, 127, 128, 129, 300} {
		secrets = append(secrets, bytesOf(length, seed+100))
	}
	for _, secret := range secrets {
		for _, data := range [][]byte{{}, []byte("what do ya want for nothing?"), bytesOf(200, 7)} {
			one := hmacCase{Data: hex.EncodeToString(data), Secret: hex.EncodeToString(secret), Codes: map[string]string{}}
			for name, make := range algorithms {
				code := hmac.New(make, secret)
				code.Write(data)
				one.Codes[name] = hex.EncodeToString(code.Sum(nil))
			}
			table.Hmacs = append(table.Hmacs, one)
		}
	}
	out := json.NewEncoder(os.Stdout)
	if err := out.Encode(table); err != nil {
		panic(err)
	}
}
