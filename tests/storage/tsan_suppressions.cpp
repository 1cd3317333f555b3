// ThreadSanitizer sees RocksDB's memory but not its locks, because the library is built without it.
//
// Reports with a frame of the library on either side are left out; those of our own code stay.
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() { return "race:librocksdb\n"; }
