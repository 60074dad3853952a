// SPDX-License-Identifier: BSL-1.0
#include "system/replacement_file.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace {

/// A folder with the file "page", which holds "old".
class folder {
public:
    folder() { std::ofstream{page()} << "old"; }
    folder(folder&&) = delete;
    ~folder() { std::filesystem::remove_all(path_); }

    [[nodiscard]] std::string page() const { return path_ / "page"; }

    [[nodiscard]] std::string text() const {
        std::ifstream file{page()};
        return {std::istreambuf_iterator<char>{file}, {}};
    }

    [[nodiscard]] auto files() const {
        return std::distance(std::filesystem::directory_iterator{path_}, std::filesystem::directory_iterator{});
    }

private:
    static std::filesystem::path made() {
        std::string name = std::filesystem::temp_directory_path() / "replacement_file.XXXXXX";
        BOOST_TEST_REQUIRE(mkdtemp(name.data()) != nullptr);
        return name;
    }

    std::filesystem::path path_ = made();
};

BOOST_AUTO_TEST_CASE(what_is_committed_takes_the_place_of_the_file) {
    folder const in;
    viz::replacement_file file{in.page()};
    file.stream() << "new";
    BOOST_TEST(in.text() == "old");
    file.commit();
    BOOST_TEST(in.text() == "new");
    BOOST_TEST(in.files() == 1);
}

BOOST_AUTO_TEST_CASE(what_is_not_committed_leaves_nothing) {
    folder const in;
    {
        viz::replacement_file file{in.page()};
        file.stream() << "new";
        BOOST_TEST(in.files() == 2);
    }
    BOOST_TEST(in.text() == "old");
    BOOST_TEST(in.files() == 1);
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_take_its_place_is_told_and_leaves_nothing) {
    folder const in;
    {
        viz::replacement_file file{in.page()};
        std::filesystem::remove(in.page());
        std::filesystem::create_directory(in.page());
        BOOST_CHECK_EXCEPTION(file.commit(), std::runtime_error,
                              [&](auto const& e) { return e.what() == in.page() + ": Is a directory"; });
    }
    BOOST_TEST(in.files() == 1);
}

BOOST_AUTO_TEST_CASE(a_link_to_a_file_that_is_not_there_yet_stays) {
    folder const in;
    std::filesystem::create_symlink("later", in.page() + ".link");
    {
        viz::replacement_file file{in.page() + ".link"};
        file.stream() << "new";
        file.commit();
    }
    BOOST_TEST(std::filesystem::is_symlink(in.page() + ".link"));
    BOOST_TEST(std::filesystem::exists(std::filesystem::path{in.page()}.replace_filename("later")));
}

BOOST_AUTO_TEST_CASE(a_folder_is_no_file) {
    folder const in;
    auto const parent = std::filesystem::path{in.page()}.parent_path().string();
    BOOST_CHECK_EXCEPTION(viz::replacement_file{parent}, std::runtime_error,
                          [&](auto const& e) { return e.what() == parent + ": Is a directory"; });
}

}  // namespace
