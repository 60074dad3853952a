// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Forward declarations of the library's classes.
///
/// The classes are members of an inline namespace, which a program's own declarations would miss. A header that
/// specialises `encoder` for a type, for example, includes this header:
///
///     #include <logdefer/base/fwd.hpp>
///
///     template <>
///     struct logdefer::encoder<money> {
///         static void encode(money const& m, logdefer::value_writer& out);  // defined where value_writer is known
///     };
///
/// `basic_log_defer` is not declared here, since its declaration needs the definitions of its concepts.

#include <logdefer/base/config.hpp>

namespace logdefer::inline LOGDEFER_ABI {

template <class T>
struct encoder;

class array;
class element;
class error_hook;
class field;
class fields;
class line_view;
class data_view;
class list;
class log_ref;
class member_view;
class object;
class object_writer;
class output_buffer;
class record;
class record_view;
class text;
class timer_view;
class value_view;
class value_writer;

class async_sink;
class batch_sink;
class descriptor_sink;
class file_sink;
class json_serializer;
class manual_clock;
struct async_options;
struct batch_options;
struct descriptor_options;
struct file_options;
struct read_result;
struct settings;
struct sink_counters;
struct system_clock;
struct tsc_clock;

}  // namespace logdefer::inline LOGDEFER_ABI
