// SPDX-License-Identifier: BSL-1.0
#include <logdefer/values/key_hash.hpp>

#include "support/colliding_keys.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>

using namespace logdefer::detail;

namespace {

// the key and the message of the paper's appendix A: the bytes 0, 1, 2...
constexpr hash_seed key_of_the_paper{0x0706'0504'0302'0100U, 0x0f0e'0d0c'0b0a'0908U};
constexpr std::string_view message_of_the_paper{"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e", 15};

}  // namespace

BOOST_AUTO_TEST_CASE(the_hash_is_that_of_the_paper) {
    siphash<2, 4> hash{key_of_the_paper};
    BOOST_TEST(hash.finish(message_of_the_paper) == 0xa129'ca61'49be'45e5U);
}

BOOST_AUTO_TEST_CASE(eight_bytes_may_be_added_beforehand) {
    siphash<2, 4> hash{key_of_the_paper};
    hash.add(0x0706'0504'0302'0100U);
    BOOST_TEST(hash.finish(message_of_the_paper.substr(8)) == 0xa129'ca61'49be'45e5U);
}

BOOST_AUTO_TEST_CASE(a_process_draws_its_seed_once) {
    BOOST_TEST(key_hash{}("key") == key_hash{}("key"));
    BOOST_TEST((drawn_seed() != drawn_seed()));
}

BOOST_AUTO_TEST_CASE(every_byte_and_the_length_count) {
    key_hash const hash;
    std::set<std::uint64_t> hashes;
    std::size_t n = 0;
    for (std::size_t size = 0; size < 20; ++size) {
        std::string key(size, '\0');
        hashes.insert(hash(key));
        ++n;
        for (char& c : key) {
            c = 'x';
            hashes.insert(hash(key));
            ++n;
            c = '\0';
        }
    }
    BOOST_TEST(hashes.size() == n);
}

BOOST_AUTO_TEST_CASE(a_key_hashes_otherwise_in_another_object) {
    key_hash const hash;
    std::set<std::uint64_t> hashes{hash("key")};
    for (std::uint64_t object = 0; object < 100; ++object) hashes.insert(hash(object, "key"));
    BOOST_TEST(hashes.size() == 101U);
}

BOOST_AUTO_TEST_CASE(keys_chosen_to_have_one_hash_without_a_seed_have_many_with_it) {
    auto const keys = support::colliding_blocks::keys(10);
    std::set<std::size_t> unseeded;
    std::set<std::uint64_t> seeded;
    for (std::string const& key : keys) {
        unseeded.insert(std::hash<std::string_view>{}(key));
        seeded.insert(key_hash{}(key) % (2 * keys.size()));
    }
    BOOST_TEST(unseeded.size() == 1U);
    BOOST_TEST(seeded.size() > keys.size() / 2);  // random numbers hit about 787 of 1024 slots
}
